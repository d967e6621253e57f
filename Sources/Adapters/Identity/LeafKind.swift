/// Whose certificate it is: that of a server or of a device.
package enum LeafKind: Hashable, Sendable {
    case server
    case device
}
