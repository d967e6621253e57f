import MQTTPackets

/// A client that was let in on one shard and whose session lives on another, on its way there.
package struct AcceptedConnect: Sendable {
    let connect: Connect
    let userName: String
    let hasAssignedClientID: Bool
    /// What CONNACK ends an exchange in steps with.
    let finalData: [UInt8]?
}
