/// Whoever may call a thing can read what it promises.
///
/// `package` and `public` declarations of floors 1 to 3 and `public` ones anywhere have a comment
/// with three slashes right above, with nothing but attributes between. Enum cases and `package`
/// stored properties may speak for themselves: a name and a type say what `packetID: PacketID` is.
/// What a standard protocol demands has its promise there.
struct DocumentationRule: Rule {
    private static let demandedElsewhere: Set<Substring> = [
        "hash", "description", "debugDescription",
    ]
    private static let exemptKeywords: Set<Substring> = ["case", "extension", "import", "deinit"]
    private static let requirementKeywords: Set<Substring> = [
        "func", "var", "init", "subscript", "associatedtype",
    ]

    func findings(in file: SourceFile) -> [Finding] {
        guard file.isSwift, file.path.hasPrefix("Sources/") else { return [] }
        let isInLowerFloor = Floor(path: file.path).map { $0 <= .adapters } ?? false
        var findings: [Finding] = []
        var depth = 0
        var protocolDepth: Int?
        for (index, line) in file.code.enumerated() {
            if let open = protocolDepth, depth < open { protocolDepth = nil }
            if let declaration = Declaration(line) {
                let isVisible = Self.isVisible(declaration.access, isInLowerFloor)
                let isRequirement =
                    protocolDepth == depth
                    && Self.requirementKeywords.contains(declaration.keyword)
                if isVisible && declaration.keyword == "protocol" { protocolDepth = depth + 1 }
                let needsComment =
                    (isVisible || isRequirement) && !Self.speaksForItself(declaration, line)
                if needsComment, !Self.hasComment(above: index, in: file) {
                    let name = declaration.name.isEmpty ? "" : " \(declaration.name)"
                    findings.append(
                        file.finding(at: index, "`\(declaration.keyword)\(name)` has no comment"))
                }
            }
            depth += Self.depthChange(on: line)
        }
        return findings
    }

    private static func isVisible(_ access: Substring?, _ isInLowerFloor: Bool) -> Bool {
        access == "public" || access == "open" || (access == "package" && isInLowerFloor)
    }

    private static func speaksForItself(_ declaration: Declaration, _ line: Substring) -> Bool {
        if declaration.access == "package" {
            let isStored = declaration.keyword == "var" && !line.contains("{")
            let isRawValue = declaration.keyword == "init" && line.contains("init(rawValue:")
            if declaration.keyword == "let" || isStored || isRawValue { return true }
        }
        let isOperator = declaration.keyword == "func" && declaration.name.isEmpty
        return isOperator || exemptKeywords.contains(declaration.keyword)
            || demandedElsewhere.contains(declaration.name)
    }

    /// Steps over attributes, also those that take several lines, and over `#if`.
    private static func hasComment(above index: Int, in file: SourceFile) -> Bool {
        var open = 0
        for above in stride(from: index - 1, through: 0, by: -1) {
            let code = file.code[above].drop(while: \.isWhitespace)
            if code.isEmpty {
                let comment = file.lines[above].drop(while: \.isWhitespace)
                if comment.hasPrefix("///") { return true }
                if !comment.hasPrefix("//") { return false }
                continue
            }
            open += code.count { $0 == ")" } - code.count { $0 == "(" }
            if !code.hasPrefix("@") && !code.hasPrefix("#") && open <= 0 { return false }
        }
        return false
    }

    private static func depthChange(on line: Substring) -> Int {
        line.utf8.reduce(0) { depth, byte in
            switch byte {
            case UInt8(ascii: "{"): depth + 1
            case UInt8(ascii: "}"): depth - 1
            default: depth
            }
        }
    }
}
