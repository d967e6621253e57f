internal import BrokerCore

/// A connection on its way to the shard that is home to its client.
package struct MovedConnection: Sendable {
    let link: Link
    let listener: Int
    /// Read and not yet consumed; begins with CONNECT, unless that was accepted already.
    let unread: [UInt8]
    let awaitsConnect: Bool
    /// The client, when it was let in already.
    let accepted: AcceptedConnect?
}
