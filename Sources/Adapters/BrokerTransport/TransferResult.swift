/// What one receive or send came to.
package enum TransferResult: Sendable {
    /// So many bytes were moved, at least one unless none were asked for.
    case bytes(Int)

    /// Call again when the descriptor is readable.
    case wantsRead

    /// Call again when the descriptor is writable.
    case wantsWrite

    /// The peer has sent its last byte.
    case endOfStream

    /// The connection is broken.
    case failed(LinkFault)
}
