/// Which statements have tests, and what is wrong with the rest.
struct Coverage {
    let statements: [Standard: [Statement]]
    let exemptions: [Exemption]
    private let tests: [Standard: [StatementID: [ConformanceTest]]]
    /// Labels in the folders of conformance tests that name no statement.
    private let strays: [Finding]

    init(statements: [Standard: [Statement]], exemptions: [Exemption], files: [SourceFile]) {
        self.statements = statements
        self.exemptions = exemptions
        var tests: [Standard: [StatementID: [ConformanceTest]]] = [:]
        for test in files.flatMap({ ConformanceTest.all(in: $0) }) {
            for id in test.labels.compactMap({ StatementID($0) }) {
                tests[test.standard, default: [:]][id, default: []].append(test)
            }
        }
        self.tests = tests
        strays = files.flatMap { Self.strays(in: $0, statements) }
    }

    /// The repository as it stands.
    init(_ repository: Repository) throws {
        var statements: [Standard: [Statement]] = [:]
        for standard in Standard.allCases {
            statements[standard] = try Statement.list(repository.text(of: standard.listPath))
        }
        self.init(
            statements: statements,
            exemptions: try Exemption.list(repository.text(of: Exemption.path)),
            files: try repository.files())
    }

    /// Everything that a reader of the lists would be misled by.
    var findings: [Finding] {
        Standard.allCases.flatMap { uncovered(of: $0) } + exemptionFindings + strays
    }

    /// The tests on the sides that the statement binds.
    func proofs(of statement: Statement, _ standard: Standard) -> [ConformanceTest] {
        tests(of: statement, standard).filter { statement.sides.contains($0.side) }
    }

    /// Every test that names the statement: what binds the client may show at the broker, too.
    func tests(of statement: Statement, _ standard: Standard) -> [ConformanceTest] {
        tests[standard]?[statement.id] ?? []
    }

    /// Why the statement needs no test; nil when it does.
    func exemption(of statement: Statement, _ standard: Standard) -> Exemption? {
        exemptions.first { $0.id == statement.id && $0.standard == standard }
    }

    private func uncovered(of standard: Standard) -> [Finding] {
        (statements[standard] ?? []).compactMap { statement in
            guard proofs(of: statement, standard).isEmpty,
                exemption(of: statement, standard) == nil
            else { return nil }
            let folders = statement.sides.map { standard.folder(of: $0) }
            return Finding(
                path: standard.listPath, line: nil,
                message: "[\(statement.id)] has no test in \(folders.joined(separator: " or "))")
        }
    }

    private var exemptionFindings: [Finding] {
        exemptions.enumerated().flatMap { index, exemption in
            messages(on: exemption, earlier: exemptions[..<index]).map {
                Finding(path: Exemption.path, line: exemption.line, message: $0)
            }
        }
    }

    private func messages(on exemption: Exemption, earlier: ArraySlice<Exemption>) -> [String] {
        let (id, standard) = (exemption.id, exemption.standard)
        guard let statement = statements[standard]?.first(where: { $0.id == id }) else {
            return ["\(standard.title) has no [\(id)]"]
        }
        var messages: [String] = []
        if exemption.reason.isEmpty { messages.append("[\(id)] has no reason") }
        if earlier.contains(where: { $0.id == id && $0.standard == standard }) {
            messages.append("[\(id)] stands here twice")
        }
        if let test = proofs(of: statement, standard).first {
            messages.append("[\(id)] has a test in \(test.path) and needs no exception")
        }
        return messages
    }

    private static func strays(
        in file: SourceFile, _ statements: [Standard: [Statement]]
    ) -> [Finding] {
        guard let standard = ConformanceTest.place(of: file)?.standard else { return [] }
        let known = Set((statements[standard] ?? []).map { $0.id.description })
        return file.lines.enumerated().flatMap { index, line in
            StatementID.labels(in: line).filter { !known.contains($0) }.map {
                file.finding(at: index, "\(standard.title) has no [\($0)]")
            }
        }
    }
}
