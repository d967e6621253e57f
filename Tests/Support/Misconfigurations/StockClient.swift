/// Programs of others that meet our broker.
package enum StockClient: Hashable, Sendable {
    /// `mosquitto_pub`.
    case mosquitto
    /// `openssl s_client`, with these arguments beside the setup's.
    case openssl([String])
    /// Python's `ssl`.
    case python
    /// `gnutls-cli`.
    case gnutls
    /// Bytes over plain TCP.
    case plain([UInt8])
}
