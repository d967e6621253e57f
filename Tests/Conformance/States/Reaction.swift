/// What must come of a packet, in bytes as ``MeasuredText`` reads them.
enum Reaction: Equatable, Sendable {
    /// Neither answer nor end.
    case nothing
    /// These bytes, and the connection goes on.
    case answer(String)
    /// These bytes; the message reaches whoever wants it, and the connection goes on.
    case routed(String)
    /// These bytes, if any, and the end of the connection.
    case end(String)
    /// The end of the connection without a word.
    static let close = Reaction.end("")

    /// The bytes that come.
    var answer: String {
        switch self {
        case .nothing: ""
        case .answer(let text), .routed(let text), .end(let text): text
        }
    }

    /// Whether the connection ends.
    var isEnd: Bool { if case .end = self { true } else { false } }

    /// Whether the message reaches a subscriber.
    var isRouted: Bool { if case .routed = self { true } else { false } }

    /// The same after other bytes.
    func after(_ start: String) -> Reaction {
        switch self {
        case .nothing: start.isEmpty ? .nothing : .answer(start)
        case .answer(let text): .answer(start + text)
        case .routed(let text): .routed(start + text)
        case .end(let text): .end(start + text)
        }
    }
}
