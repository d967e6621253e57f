/// A text as one word of a shell's command line, quoted only where it must be. Characters that move
/// a cursor or begin a line become `?`, since such commands are shown before they are pasted.
package struct ShellWord: CustomStringConvertible, Sendable {
    private let text: String

    /// The word that a shell reads as `text`.
    package init(_ text: String) {
        self.text = SafeText.replacingUnsafe(in: text) { _ in "?" }
    }

    package var description: String {
        let isPlain = text.utf8.allSatisfy { byte in
            byte.isASCIILetterOrDigit || "-_./:,=@%+".utf8.contains(byte)
        }
        if isPlain, !text.isEmpty { return text }
        return "'"
            + text.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}

extension UInt8 {
    fileprivate var isASCIILetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
