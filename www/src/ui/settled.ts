/** Resolves once nothing in an element is still to come: from then on it stays where it is. */
export function settled(element: Element): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (element.querySelector(".skeleton") === null) {
        observer.disconnect();
        resolve();
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(element, { childList: true, subtree: true });
    look();
  });
}
