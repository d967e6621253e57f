/// What a verified frame held.
package struct JWTContent: Hashable, Sendable {
    /// The token as it was on air.
    package let token: String
    /// The token's payload: JSON.
    package let payload: String
    /// What the sensor said.
    package let plaintext: [UInt8]
}
