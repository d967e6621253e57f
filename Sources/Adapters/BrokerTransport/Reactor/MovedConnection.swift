/// A connection on its way to the shard that is home to its client.
package struct MovedConnection: Sendable {
    let link: Link
    let listener: Int
    /// Read and not yet consumed; begins with CONNECT.
    let unread: [UInt8]
    let awaitsConnect: Bool
}
