//! Files of recipients.

use septet::campaign::{CELL_BYTES_MAX, Columns, Finding, ROW_BYTES_MAX, Row, Rows, Sink};
use septet::template::Template;
use septet::{Error, Result};

use crate::chance::Chance;

/// What was read: the header, the rows with their lines, and the findings.
#[derive(Debug, Default, PartialEq)]
struct Read {
    header: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
    findings: Vec<String>,
}

impl Sink for Read {
    fn header(&mut self, header: &Row) -> Result<()> {
        self.header = header.texts().map(str::to_owned).collect();
        Ok(())
    }

    fn row(&mut self, row: &Row) -> Result<()> {
        self.rows.push((row.line(), row.texts().map(str::to_owned).collect()));
        Ok(())
    }

    fn finding(&mut self, finding: Finding) -> Result<()> {
        self.findings.push(finding.to_string());
        Ok(())
    }
}

fn read_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, delimiter: Option<u8>) -> Result<Read, Error> {
    let (mut rows, mut read) = (Rows::new(delimiter)?, Read::default());
    for piece in pieces {
        rows.push(piece, &mut read)?;
    }
    rows.finish(&mut read)?;
    assert_eq!(rows.rows() as usize, read.rows.len() + read.findings.len());
    Ok(read)
}

/// Reads a file in one piece, byte by byte, and cut once at every place: always with the same result.
fn read(file: impl AsRef<[u8]>) -> Result<Read, Error> {
    let file = file.as_ref();
    let whole = read_pieces([file], None);
    assert_eq!(read_pieces(file.chunks(1), None), whole);
    if file.len() < 3_000 {
        for at in 0..file.len() {
            let (one, other) = file.split_at(at);
            assert_eq!(read_pieces([one, other], None), whole, "cut at {at}");
        }
        for size in [2, 3, 7, 8, 9] {
            assert_eq!(read_pieces(file.chunks(size), None), whole, "pieces of {size}");
        }
    } else {
        for size in [1_000, 65_536] {
            assert_eq!(read_pieces(file.chunks(size), None), whole, "pieces of {size}");
        }
    }
    whole
}

#[track_caller]
fn gives(file: impl AsRef<[u8]>, expected: &[(u64, &[&str])]) {
    let read = read(file).unwrap();
    let rows: Vec<(u64, Vec<&str>)> =
        read.rows.iter().map(|(line, row)| (*line, row.iter().map(String::as_str).collect())).collect();
    let expected: Vec<(u64, Vec<&str>)> = expected.iter().map(|(line, row)| (*line, row.to_vec())).collect();
    assert_eq!((rows, read.findings), (expected, vec![]));
}

#[track_caller]
fn finds(file: impl AsRef<[u8]>, rows: &[&str], findings: &[&str]) {
    let read = read(file).unwrap();
    let firsts: Vec<&str> = read.rows.iter().map(|(_, row)| row[0].as_str()).collect();
    assert_eq!(firsts, rows);
    assert_eq!(read.findings, findings);
}

#[track_caller]
fn fails(file: impl AsRef<[u8]>, code: &str, text: &str) {
    let error = read(file).unwrap_err();
    assert_eq!((error.code(), error.to_string().as_str()), (code, text));
}

#[test]
fn lines_and_cells() {
    let rows: &[(u64, &[&str])] = &[(2, &["1", "Ann"]), (3, &["2", ""])];
    gives("phone,name\n1,Ann\n2,\n", rows);
    gives("phone,name\r\n1,Ann\r\n2,", rows);
    gives("phone,name\r1,Ann\r2,\r", rows);
    gives("\u{feff}phone,name\n1,Ann\n2,\n", rows);
    gives("\u{feff}\"phone\",\"name\"\n\"1\",\"Ann\"\n\"2\",\"\"", rows);
    gives("phone;name\n1;Ann\n2;\n", rows);
    gives("phone\tname\n1\tAnn\n2\t\n", rows);
    gives("phone|name\n1|Ann\n2|\n", rows);
    gives("sep=;\r\nphone;name\r\n1;Ann\r\n", &[(3, &["1", "Ann"])]);
    gives("\n\r\n\nphone,name\n\n\r\n1,Ann\n\r\r\n2,\n\n", &[(7, &["1", "Ann"]), (10, &["2", ""])]);
    gives("phone\n1\n\n2\n", &[(2, &["1"]), (4, &["2"])]);
    gives("phone\n\"\"\n", &[(2, &[""])]);
}

#[test]
fn quotes() {
    gives("phone,name\n1,\"Ann, \"\"A\"\"\"\n", &[(2, &["1", "Ann, \"A\""])]);
    gives("phone,name\n1,\"Ann\nB\r\nC\rD\"\n2,E\n", &[(2, &["1", "Ann\nB\r\nC\rD"]), (6, &["2", "E"])]);
    gives("phone,name\n1,5\" pipe\n2,\"5\" pipe\n", &[(2, &["1", "5\" pipe"]), (3, &["2", "5 pipe"])]);
    gives("\"phone, or so\";name\n1;Ann\n", &[(2, &["1", "Ann"])]);
    gives("\"a,\"\"b,c,\";name\n1;Ann\n", &[(2, &["1", "Ann"])]);
    gives("phone,\"na\nme\"\n1,Ann\n", &[(3, &["1", "Ann"])]);
    gives(
        "phone,name\n\"1\",\"Ann\"\n\"2\",Bob\n3,\"C\"\"\"",
        &[(2, &["1", "Ann"]), (3, &["2", "Bob"]), (4, &["3", "C\""])],
    );
    gives("phone,name\n1,\"жаба\"\n2,жук\n", &[(2, &["1", "жаба"]), (3, &["2", "жук"])]);
}

#[test]
fn a_row_that_is_wrong_is_named_and_the_rest_goes_on() {
    finds("phone,name\n1\n2,B\n", &["2"], &["line 2, column 2: the row has 1 cell, the header 2"]);
    finds("phone,name\n1,A,x\n2,B\n", &["2"], &["line 2, column 3: the row has 3 cells, the header 2"]);
    finds("phone,name\n1,A,,\n2,B\n", &["1", "2"], &[]);
    finds(
        b"phone,name\n1,Andr\xe9\n2,B\n",
        &["2"],
        &["line 2, column 2: the cell is not UTF-8: save the file as `CSV UTF-8`"],
    );
    finds(
        b"phone,name,x\n1,\"a\nb\xe9\",\n2,B,\n",
        &["2"],
        &["line 3, column 2: the cell is not UTF-8: save the file as `CSV UTF-8`"],
    );
    finds(b"phone,name\n1,A\0B\n2,B\n", &["2"], &["line 2, column 2: the cell has NUL bytes: it is not text"]);
    finds(
        b"phone,name\n\xc3,\xa9\n2,B\n",
        &["2"],
        &["line 2, column 1: the cell is not UTF-8: save the file as `CSV UTF-8`"],
    );
}

#[test]
fn a_quote_that_is_never_closed() {
    const OPEN: &str = "the quote that opens the cell is never closed";
    finds("phone,name\n1,A\n2,\"B", &["1"], &[&format!("line 3, column 2: {OPEN}")]);
    finds("phone,name\n1,A\n2,\"B\n3,C\n4,D\n", &["1", "3", "4"], &[&format!("line 3, column 2: {OPEN}")]);
    finds("phone,name\r\n1,\"A\r\n3,C\r\n4,D", &["3", "4"], &[&format!("line 2, column 2: {OPEN}")]);
    finds("phone,name\n\"1\n2\",\"B\n3,C\n", &["3"], &[&format!("line 3, column 2: {OPEN}")]);
    finds("phone,name\n\"", &[], &[&format!("line 2, column 1: {OPEN}")]);
    // More than is kept of a cell: it is seen that rows follow.
    let many: String = (0..20_000).map(|row| format!("+4474{row:08},Ann\n")).collect();
    // Also where some of them are not.
    for (others, also) in [("", 0), ("n/a,Short\n", 1), ("n/a\n\n+447400123456,Ann,,\n", 1)] {
        let read = read(format!("phone,name\n1,\"A\n{others}{many}")).unwrap();
        assert_eq!(read.findings[0], format!("line 2, column 2: {OPEN}"));
        assert_eq!(read.rows.last().unwrap().0, 20_002 + others.matches('\n').count() as u64);
        assert_eq!(read.rows.len(), 20_000 + also);
    }
}

#[test]
fn a_quote_that_another_rows_quote_seems_to_close() {
    const OPEN: &str = "the quote that opens the cell is never closed";
    let open = |line: u64| format!("line {line}, column 2: {OPEN}");
    finds("phone,name\n1,Al\n2,\"Bob\n3,\"Ann\"\n4,Cy\n", &["1", "3", "4"], &[&open(3)]);
    finds("phone,name\r\n2,\"Bob\r\n\r\n3,\"Ann\"\r\n4,Cy", &["3", "4"], &[&open(2)]);
    finds("phone,name\n2,\"Bob\n3,\"Ann\n4,\"Cy\n5,D\n", &["5"], &[&open(2), &open(3), &open(4)]);
    finds("phone,name\n1,\"a\nb\" c\n2,B\n", &["2"], &[&open(2), "line 3, column 2: the row has 1 cell, the header 2"]);
    // Inches, every second row.
    let rows = |row: u64| format!("{},\"5\"\"\n{},Ann\n", 2 * row, 2 * row + 1);
    let read = read(format!("phone,size\n{}", (0..5_000).map(rows).collect::<String>())).unwrap();
    let odd: Vec<String> = read.rows.iter().map(|(_, row)| row[0].clone()).collect();
    assert_eq!(odd, (0..5_000).map(|row| (2 * row + 1).to_string()).collect::<Vec<_>>());
    assert_eq!(read.findings, (0..5_000).map(|row| open(2 * row + 2)).collect::<Vec<_>>());
    fails(
        "phone,\"na\nme\" x,y\n1,A\n",
        "invalid-recipients",
        "the header cannot be read: line 1, column 2: the quote that opens the cell is never closed",
    );
}

#[test]
fn a_quote_behind_which_nothing_can_be_told() {
    let prose = "Lorem ipsum dolor sit amet\n".repeat(10_000);
    fails(
        format!("phone,name\n1,A\n2,\"B\n{prose}"),
        "invalid-recipients",
        "line 3, column 2: the quote that opens the cell is never closed, and what follows it is not rows: the file \
         cannot be read from there on",
    );
}

#[test]
fn long_cells_and_rows() {
    let long = "x".repeat(CELL_BYTES_MAX);
    gives(format!("phone,name\n1,{long}\n2,B\n"), &[(2, &["1", &long]), (3, &["2", "B"])]);
    gives(format!("phone,name\n1,\"{long}\"\n2,B\n"), &[(2, &["1", &long]), (3, &["2", "B"])]);
    let too_long = format!("line 2, column 2: the cell is longer than {CELL_BYTES_MAX} bytes");
    finds(format!("phone,name\n1,{long}y\n2,B\n"), &["2"], &[&too_long]);
    finds(format!("phone,name\n1,\"{long}y\"\n2,B\n"), &["2"], &[&too_long]);
    let several = format!("{too_long}, and its row takes 4001 lines");
    let page = "<p>a text, with some lines</p>\n".repeat(4_000);
    let read = read(format!("phone,name\n1,\"{page}\"\n2,B\n")).unwrap();
    assert_eq!((read.findings, read.rows.len(), read.rows[0].0), (vec![several], 1, 4_003));
    let row = "x,".repeat(ROW_BYTES_MAX / 2);
    let too_long = format!("line 2, column {}: the row is longer than {ROW_BYTES_MAX} bytes", ROW_BYTES_MAX / 2 + 1);
    finds(format!("phone,name\n{row}y\n2,B\n"), &["2"], &[&too_long]);
}

#[test]
fn a_line_without_an_end_takes_no_memory() {
    let (mut rows, mut read) = (Rows::new(None).unwrap(), Read::default());
    rows.push(b"phone,name\n1,", &mut read).unwrap();
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..64 {
        rows.push(&piece, &mut read).unwrap();
    }
    rows.push(b"\n2,B\n", &mut read).unwrap();
    rows.finish(&mut read).unwrap();
    assert_eq!(read.rows, [(3, vec!["2".to_owned(), "B".to_owned()])]);
    assert!(rows.bytes() < 4 << 20, "{} bytes", rows.bytes());
}

#[test]
fn files_that_are_none() {
    const EMPTY: &str = "line 1, column 1: the file is empty: it begins with a header such as `phone,name`";
    fails("", "invalid-recipients", EMPTY);
    fails("\u{feff}", "invalid-recipients", EMPTY);
    fails("\n\r\n\n", "invalid-recipients", EMPTY);
    let none = "the file has a header and no rows: each row under it is a recipient";
    fails("phone,name", "invalid-recipients", none);
    fails("phone,name\r\n\r\n", "invalid-recipients", none);
    let utf16 = "line 1, column 1: the file is UTF-16, not UTF-8: save it as `CSV UTF-8`";
    fails(b"\xff\xfep\0h\0o\0", "invalid-recipients", utf16);
    fails(b"\xfe\xff\0p\0h\0o", "invalid-recipients", utf16);
    fails(
        b"PK\x03\x04\x14\0\x08\0",
        "invalid-recipients",
        "line 1, column 1: the file is a workbook or an archive, not text: save the sheet as `CSV UTF-8`",
    );
    fails(
        b"phone,na\0me\n",
        "invalid-recipients",
        "line 1, column 2: the file is not text in UTF-8, it has NUL bytes: save it as `CSV UTF-8`",
    );
    fails(
        b"phone,pr\xe9nom\n1,A\n",
        "invalid-recipients",
        "the header cannot be read: line 1, column 2: the cell is not UTF-8: save the file as `CSV UTF-8`",
    );
    fails(
        "phone,\"name\n1,A\n",
        "invalid-recipients",
        "the header cannot be read: line 1, column 2: the quote that opens the cell is never closed",
    );
    let error = read_pieces([vec![b'x'; ROW_BYTES_MAX + 1].as_slice()], None).unwrap_err();
    assert_eq!(error.code(), "invalid-recipients");
    for delimiter in *b"\"\n\ra0+" {
        assert_eq!(Rows::new(Some(delimiter)).unwrap_err().code(), "invalid-request");
    }
}

/// RFC 4180 in the plainest way, for files that follow it.
fn plain(file: &str, delimiter: char) -> Vec<(u64, Vec<String>)> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut first_line, mut in_quotes, mut is_quoted) = (1, 1, false, false);
    let mut rest = file.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = rest.next() {
        let is_break = c == '\n' || c == '\r';
        let is_crlf = c == '\r' && rest.peek() == Some(&'\n');
        line += u64::from(is_break);
        if in_quotes {
            if c == '"' && rest.peek() == Some(&'"') {
                rest.next();
                cell.push('"');
            } else if c == '"' {
                in_quotes = false;
            } else {
                cell.push(c);
                if is_crlf {
                    cell.push(rest.next().unwrap());
                }
            }
        } else if c == '"' {
            (in_quotes, is_quoted) = (true, true);
        } else if c == delimiter {
            row.push(std::mem::take(&mut cell));
        } else if is_break {
            if is_crlf {
                rest.next();
            }
            if is_quoted || !row.is_empty() || !cell.is_empty() {
                row.push(std::mem::take(&mut cell));
                rows.push((first_line, std::mem::take(&mut row)));
            }
            (first_line, is_quoted) = (line, false);
        } else {
            cell.push(c);
        }
    }
    if is_quoted || !row.is_empty() || !cell.is_empty() {
        row.push(cell);
        rows.push((first_line, row));
    }
    rows
}

#[test]
fn random_files_however_they_are_cut() {
    const PIECES: &[&str] =
        &["a", "Ann", "é", "😀", " ", "+447400123456", "\"\"", "x,y", "\n", "\r\n", "\r", ";", "\t"];
    let mut random = Chance(75);
    for _ in 0..3_000 {
        let delimiter = *random.pick(&[',', ';', '\t', '|']);
        let line_end = *random.pick(&["\n", "\r\n", "\r"]);
        let width = 1 + random.below(5);
        let mut file = if random.below(4) == 0 { "\u{feff}".to_owned() } else { String::new() };
        let names: Vec<String> = (0..width).map(|at| format!("name{at}")).collect();
        file += &names.join(&delimiter.to_string());
        file += line_end;
        for _ in 0..1 + random.below(12) {
            for at in 0..width {
                if at > 0 {
                    file.push(delimiter);
                }
                let cell: String = (0..random.below(6)).map(|_| *random.pick(PIECES)).collect();
                let plain = cell.replace("\"\"", "");
                let needs_quotes = plain.contains(['\n', '\r', delimiter]) || cell.contains('"');
                if needs_quotes || random.below(3) == 0 {
                    file += &format!("\"{cell}\"");
                } else {
                    file += &cell;
                }
            }
            file += line_end;
            if random.below(6) == 0 {
                file += line_end;
            }
        }
        if random.below(2) == 0 {
            file.truncate(file.len() - line_end.len());
        }
        let mut expected = plain(&file, delimiter);
        let header = expected.remove(0);
        // A single column's delimiter is not to be told.
        let given = (width == 1).then_some(delimiter as u8);
        let whole = read_pieces([file.as_bytes()], given);
        if expected.is_empty() {
            assert!(whole.is_err());
            continue;
        }
        let whole = whole.unwrap();
        assert_eq!((&whole.header, &whole.rows), (&header.1, &expected), "{file:?}");
        for _ in 0..8 {
            let mut pieces = Vec::new();
            let mut rest = file.as_bytes();
            let most = 1 + random.below(40);
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(random.below(most + 1).min(rest.len()));
                pieces.push(piece);
                rest = after;
            }
            assert_eq!(read_pieces(pieces, given).unwrap(), whole, "{file:?}");
        }
    }
}

#[test]
fn any_bytes_however_they_are_cut() {
    const BYTES: &[u8] = b"\"\"\"\",,,\n\n\r\r;\ta1\xc3\xa9\xe9\0 +";
    let mut random = Chance(76);
    for turn in 0..20_000 {
        let mut file = if turn % 4 == 0 { Vec::new() } else { b"phone,name\n".to_vec() };
        file.extend((0..random.below(60)).map(|_| *random.pick(BYTES)));
        let whole = read_pieces([file.as_slice()], None);
        for size in [1, 2, 5, 8, 13] {
            assert_eq!(read_pieces(file.chunks(size), None), whole, "{:?}", String::from_utf8_lossy(&file));
        }
    }
}

fn columns(header: &str, fields: &[&str], number: Option<&str>) -> Result<(Vec<usize>, Vec<usize>)> {
    struct Header(Template, Option<String>, Option<Columns>);
    impl Sink for Header {
        fn header(&mut self, header: &Row) -> Result<()> {
            self.2 = Some(Columns::of(header, Some(&self.0), self.1.as_deref())?);
            Ok(())
        }
        fn row(&mut self, _: &Row) -> Result<()> {
            Ok(())
        }
        fn finding(&mut self, _: Finding) -> Result<()> {
            Ok(())
        }
    }
    let template: String = fields.iter().map(|field| format!("{{{{{field}}}}}")).collect();
    let mut sink = Header(Template::parse(&template)?, number.map(str::to_owned), None);
    Rows::new(None)?.push(format!("{header}\n").as_bytes(), &mut sink)?;
    let columns = sink.2.unwrap();
    Ok((columns.numbers().to_vec(), columns.fields().to_vec()))
}

#[test]
fn columns_by_their_names() {
    let numbers = |header: &str| columns(header, &[], None).unwrap().0;
    for header in ["phone,name", "PHONE", "Number,x", " to ,x", "mobile,x", "phone1,x"] {
        assert_eq!(numbers(header), [0], "{header}");
    }
    assert_eq!(numbers("name,phone3,phone,phone2"), [2, 3, 1]);
    assert_eq!(numbers("name,Phone 10,Phone 2,Phone"), [3, 2, 1]);
    assert_eq!(numbers("mobile_2,mobile"), [1, 0]);
    assert_eq!(numbers("mobile,phone"), [1]);
    assert_eq!(numbers("phone1,phone2"), [0, 1]);
    assert_eq!(columns("Mobile No.,phone2,x", &[], Some("mobile no.")).unwrap().0, [0, 1]);
    assert_eq!(
        columns("phone,First Name,name", &["name", "First Name", "first name", "phone"], None).unwrap().1,
        [2, 1, 1, 0]
    );
    assert_eq!(columns("phone,Name,name", &["name"], None).unwrap().1, [2]);
}

#[test]
fn columns_that_are_missing() {
    let fails = |header: &str, fields: &[&str], number: Option<&str>, code: &str, text: &str| {
        let error = columns(header, fields, number).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, text));
    };
    fails(
        "name,telephone",
        &[],
        None,
        "missing-column",
        "no column of the file is a phone number: name one of `phone`, `number`, `to`, `mobile`, or say which one it is; the header has `name`, `telephone`",
    );
    fails(
        "phone,name",
        &[],
        Some("cell"),
        "missing-column",
        "the file has no column `cell`: the header has `phone`, `name`",
    );
    fails(
        "phone,name",
        &["nme"],
        None,
        "unknown-merge-field",
        "the recipients have no column for field `nme` at line 1, column 1 (index 0): known are `phone`, `name`",
    );
    fails("phone,name,name", &[], None, "invalid-recipients", "columns 2 and 3 of the header are both `name`");
    fails("phone,Name,nAme", &["name"], None, "invalid-recipients", "columns 2 and 3 of the header are both `name`");
    assert!(columns("phone,,,", &[], None).is_ok());
    let numbers = |count: usize| (2..=count).fold("phone".to_owned(), |header, index| format!("{header},phone{index}"));
    assert_eq!(columns(&numbers(100), &[], None).unwrap().0.len(), 100);
    fails(
        &numbers(101),
        &[],
        None,
        "invalid-recipients",
        "101 columns of the file are phone numbers: at most 100 of a recipient can be tried",
    );
}
