// Texts to try: each shows one thing about what a message costs.

interface Sample {
  name: string;
  text: string;
}

export const SAMPLES: readonly Sample[] = [
  { name: "Plain", text: "Hi Asha, your meeting with Sam is confirmed for 3 pm tomorrow. Reply C to cancel." },
  // GSM-7 has é and à, but not ë: one letter halves what a part holds.
  { name: "Accent", text: "Chère Zoë, votre rendez-vous est confirmé pour demain à 15 h. Répondez C pour annuler." },
  { name: "Emoji", text: "Your table for two is booked for 7 pm 🎉 See you tonight!" },
  {
    name: "Long",
    text:
      "Hi Asha, a reminder of your meeting with Sam tomorrow at 3 pm. We meet at the north entrance of the library; " +
      "please bring the signed form and a photo ID. Parking is free after 2 pm in the yard behind the building. " +
      "If you are late, call the front desk, and we will wait for you. Reply C to cancel or R to find another time.",
  },
];
