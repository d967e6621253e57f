/// Tells a connection whether to ask the socket for more.
enum ReadGate: Sendable {
    /// Nothing more is read than what is on its way already.
    case paused
    case open
}
