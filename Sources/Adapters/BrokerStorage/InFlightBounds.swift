/// How much of a session's messages begins in flight, as a window would take it.
struct InFlightBounds {
    /// Messages.
    let count: Int
    /// Bytes of topics, properties and payloads beyond which no other message is taken.
    let bytes: Int
    /// Packet identifiers: ordinals that far apart have the same one.
    let identifiers: UInt64 = 65_535
}
