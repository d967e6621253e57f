import Testing

@Suite struct SeparationTests {
    @Test(arguments: [
        ("a // b", "a     "),
        ("a /* b /* c */ d */ e", "a                   e"),
        (#"print("try! \(try! f("x")) as!")"#, #"print("      (try! f(" "))    ")"#),
        (##"let a = #"b "c" \(d)"# + e"##, ##"let a = #"          "# + e"##),
        (##"let a = #"\#(b)"#"##, ##"let a = #"  (b)"#"##),
        (#"let a = "\"b" + c"#, #"let a = "   " + c"#),
        (#"let a = "" + b"#, #"let a = "" + b"#),
        ("func `a sleep(` ()", "func `        ` ()"),
        ("#if os(Linux)", "#if os(Linux)"),
    ])
    func `comments, strings and raw names are blanks`(text: String, code: String) {
        #expect(SourceFile(path: "a.swift", text: text).code == [Substring(code)])
    }

    @Test func `a string of several lines is blank on each of them`() {
        let file = SourceFile(path: "a.swift", text: "f(\"\"\"\n  try! \"b\"\n  \"\"\") as!\n")
        #expect(file.code == ["f(\"\"\"", "          ", "  \"\"\") as!"])
    }

    @Test func `an unclosed string ends with its line`() {
        let file = SourceFile(path: "a.swift", text: "let a = \"b\nas!")
        #expect(file.code.last == "as!")
    }

    @Test func `comments stay on their lines`() {
        let file = SourceFile(path: "a.swift", text: "a // b\nc\n/* d\ne */\n")
        #expect(file.comments == ["// b", "", "/* d", "e */"])
        #expect(file.lines.count == 4)
    }
}
