/// Why bytes are no RadioHead frame.
package enum RadioHeadError: Error, Hashable, Sendable {
    /// Fewer bytes than the header has.
    case headerIncomplete(byteCount: Int)
    /// More data than the radio's FIFO holds.
    case contentTooLong(byteCount: Int, max: Int)
}
