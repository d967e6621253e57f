/// Reads words out of a line of code.
enum Words {
    /// The identifiers and keywords of a line, in order; punctuation is left out.
    static func all(in line: Substring) -> [Substring] {
        line.split { !isPart($0) }
    }

    /// Whether the line has the word, with this character right after it when one is asked for.
    static func has(_ word: String, followedBy next: Character? = nil, in line: Substring) -> Bool {
        var rest = line
        while let range = rest.firstRange(of: word) {
            let before = rest[..<range.lowerBound].last ?? line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            let isWhole =
                (before.map { !isPart($0) } ?? true) && (after.map { !isPart($0) } ?? true)
            if isWhole, next == nil || after == next { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }

    /// Whether a name in camel case has this part: `URLInfos` has `Info`, `Information` has not.
    static func has(part: String, in name: Substring) -> Bool {
        var rest = name
        while let range = rest.firstRange(of: part) {
            rest = rest[range.upperBound...]
            let following = rest.first == "s" ? rest.dropFirst() : rest
            if following.first?.isLowercase != true { return true }
        }
        return false
    }

    private static func isPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}
