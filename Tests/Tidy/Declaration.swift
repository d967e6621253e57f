/// The start of a declaration, as far as one line of code shows it.
struct Declaration {
    /// `public`, `package` …, nil when none is written.
    private(set) var access: Substring?
    /// `func`, `struct` …
    let keyword: Substring
    /// Empty when an operator or nothing follows the keyword, as after `init`.
    let name: Substring

    private static let levels: Set<Substring> = [
        "open", "public", "package", "internal", "fileprivate", "private",
    ]
    private static let modifiers: Set<Substring> = [
        "final", "static", "class", "override", "mutating", "nonmutating", "indirect",
        "nonisolated",
        "convenience", "required", "lazy", "weak", "unowned", "borrowing", "consuming", "isolated",
        "prefix", "postfix", "infix", "dynamic", "optional", "distributed", "nonsending",
    ]
    private static let keywords: Set<Substring> = [
        "let", "var", "func", "init", "subscript", "struct", "class", "enum", "actor", "protocol",
        "typealias", "associatedtype", "case", "extension", "import", "deinit", "macro", "operator",
        "precedencegroup",
    ]
    private static let types: Set<Substring> = [
        "struct", "class", "enum", "actor", "protocol", "typealias",
    ]

    /// Nil when the line starts no declaration.
    init?(_ line: Substring) {
        var rest = Self.withoutAttributes(line)
        while true {
            let word = rest.prefix { $0.isLetter || $0 == "_" }
            let following = rest.dropFirst(word.count)
            let isModifier =
                Self.modifiers.contains(word) && (word != "class" || Self.isModifier(following))
            if Self.levels.contains(word) {
                if following.first != "(" { access = word }
            } else if !isModifier {
                guard Self.keywords.contains(word), word != "class" || !following.isEmpty else {
                    return nil
                }
                keyword = word
                name = Self.name(in: following)
                return
            }
            rest = Self.withoutParentheses(following).drop(while: \.isWhitespace)
        }
    }

    /// Whether a type begins here.
    var isType: Bool { Self.types.contains(keyword) }

    /// `class` before another declaration's keyword, as in `class func`.
    private static func isModifier(_ following: Substring) -> Bool {
        guard let next = Words.all(in: following).first else { return false }
        return ["func", "var", "let", "subscript", "override", "final"].contains(next)
    }

    private static func name(in following: Substring) -> Substring {
        let following = following.drop(while: \.isWhitespace)
        // `extension [UInt8]`
        if following.first == "[" { return following.contains(":") ? "Dictionary" : "Array" }
        return following.prefix {
            $0.isLetter || $0.isNumber || $0 == "_" || $0 == "."
        }
    }

    private static func withoutAttributes(_ line: Substring) -> Substring {
        var rest = line.drop(while: \.isWhitespace)
        while rest.first == "@" {
            let following = rest.dropFirst().drop { $0.isLetter || $0.isNumber || $0 == "_" }
            rest = withoutParentheses(following).drop(while: \.isWhitespace)
        }
        return rest
    }

    /// Drops `(…)` from the front.
    private static func withoutParentheses(_ text: Substring) -> Substring {
        guard text.first == "(" else { return text }
        var depth = 0
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return text[text.index(after: index)...] }
        }
        return ""
    }
}
