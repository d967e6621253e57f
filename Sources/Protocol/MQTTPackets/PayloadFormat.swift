/// What the sender says of the payload (MQTT 5 section 3.3.2.3.2).
package enum PayloadFormat: UInt8, Sendable {
    case unspecified = 0
    case utf8 = 1
}
