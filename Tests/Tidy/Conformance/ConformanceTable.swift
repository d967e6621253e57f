/// `docs/conformance.md`: each statement with its tests.
struct ConformanceTable {
    /// The file that holds it.
    static let path = "docs/conformance.md"

    let coverage: Coverage

    /// The whole file.
    var text: String {
        let introduction = """
            # Conformance

            Every numbered statement of the two standards, in our own words, and the tests that
            prove it; a test's name is the sentence it proves. `make conformance` writes this file
            from the lists in [conformance](conformance) and the names of the tests in
            [Tests/Conformance](../Tests/Conformance). `Tests/Tidy` fails on a statement without a
            test, on a label that names no statement, and when this file is not current. A
            statement that binds one end is tested when that end has a test; one that binds both,
            when either has.
            """
        return ([introduction] + Standard.allCases.map { chapter(of: $0) })
            .joined(separator: "\n\n") + "\n"
    }

    private func chapter(of standard: Standard) -> String {
        let statements = coverage.statements[standard] ?? []
        let exempt = statements.filter { coverage.exemption(of: $0, standard) != nil }.count
        let proven = statements.filter { !coverage.proofs(of: $0, standard).isEmpty }.count
        var parts = [
            "## \(standard.title)",
            "\(statements.count) statements: \(proven) tested, \(exempt) excepted, "
                + "\(statements.count - proven - exempt) untested.",
        ]
        var rest = statements[...]
        while let section = rest.first?.id.section {
            let rows = rest.prefix { $0.id.section == section }
            rest = rest.dropFirst(rows.count)
            parts.append("### \(section) (\(standard.title))")
            parts.append(
                (["| Statement | Binds | What it asks | Tests | Status |", "|---|---|---|---|---|"]
                    + rows.map { row($0, standard) }).joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n")
    }

    private func row(_ statement: Statement, _ standard: Standard) -> String {
        let tests = coverage.tests(of: statement, standard)
        let status =
            if !coverage.proofs(of: statement, standard).isEmpty {
                "tested"
            } else if let exemption = coverage.exemption(of: statement, standard) {
                "excepted: \(Self.escaped(exemption.reason))"
            } else {
                "untested"
            }
        let sides = statement.sides.map(\.rawValue).joined(separator: ", ")
        let cells = [
            statement.id.description, sides, Self.escaped(statement.summary),
            tests.map { Self.link(to: $0) }.joined(separator: "<br>"), status,
        ]
        return "| \(cells.joined(separator: " | ")) |"
    }

    private static func link(to test: ConformanceTest) -> String {
        let file = test.path.split(separator: "/").last ?? ""
        return "\(test.side): \(escaped(test.name)) ([\(file)](../\(test.path)))"
    }

    /// Text that Markdown leaves as it is.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "\\|<*_`[]".contains(character) { result.append("\\") }
            result.append(character)
        }
    }
}
