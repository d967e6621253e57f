/// Floors 1 and 2 decide; what can act or ask the system is not imported there.
struct ImportRule: Rule {
    private static let foundations: Set<Substring> = [
        "Foundation", "FoundationEssentials", "FoundationNetworking", "FoundationXML",
    ]
    private static let actors: Set<Substring> = [
        "Glibc", "Musl", "Darwin", "Dispatch", "Logging", "Metrics", "CLinux", "COpenSSL",
    ]

    func findings(in file: SourceFile) -> [Finding] {
        guard let floor = Floor(path: file.path), floor == .values || floor == .machines else {
            return []
        }
        let isClient = file.path.hasPrefix("Sources/Clients/")
        var findings: [Finding] = []
        for (index, line) in file.code.enumerated() {
            guard let declaration = Declaration(line), declaration.keyword == "import" else {
                continue
            }
            let module = Words.all(in: line).last ?? ""
            let isSocket = !isClient && module.hasPrefix("NIO")
            let isActor = !isClient && Self.actors.contains(module)
            if isSocket || isActor || Self.foundations.contains(module) {
                let message = "floor \(floor.rawValue) does not import \(module)"
                findings.append(file.finding(at: index, message))
            }
        }
        return findings
    }
}
