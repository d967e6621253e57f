/// One option as it was written.
struct ConfigurationLine: Hashable, Sendable {
    /// Where it was written.
    let place: ConfigurationPlace
    /// The option, known or not.
    let name: String

    /// What follows the name, without blanks around it; empty if nothing does.
    let value: String

    /// Nil for an empty line or a comment.
    init?(_ text: Substring, place: ConfigurationPlace) {
        let trimmed = text.trimmingBlanks
        guard let first = trimmed.first, first != "#" else { return nil }
        self.place = place
        name = String(trimmed.prefix { !isBlank($0) })
        value = String(trimmed.drop { !isBlank($0) }.drop(while: isBlank))
    }
}

/// Whether a character separates words of a line.
func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var rest = drop(while: isBlank)
        while let last = rest.last, isBlank(last) || last == "\r" { rest.removeLast() }
        return rest
    }
}
