/// A file is found by the name of its type: `Shard.swift`, `Shard+Unsafe.swift`; one that holds a
/// free function, by the function's: `EditDistance.swift`.
struct FileNameRule: Rule {
    func findings(in file: SourceFile) -> [Finding] {
        guard file.isSwift, file.path.hasPrefix("Sources/"), file.name != "main" else { return [] }
        let wanted = file.name.prefix { $0 != "+" }
        let declarations = file.code.compactMap { Declaration($0) }
        let names = declarations.filter { $0.isType || $0.keyword == "extension" }.map(\.name)
        let isFound = names.contains { name in
            name.split(separator: ".").last == wanted || name == wanted
        }
        let hasFunction = declarations.contains { declaration in
            declaration.keyword == "func"
                && declaration.name.prefix(1).uppercased() + declaration.name.dropFirst() == wanted
        }
        if isFound || hasFunction { return [] }
        let message = "no type `\(wanted)` is declared or extended here"
        return [Finding(path: file.path, line: nil, message: message)]
    }
}
