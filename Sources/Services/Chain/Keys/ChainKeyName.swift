/// The keys by their names in a key file.
package enum ChainKeyName: String, Sendable, CaseIterable {
    case cipherKey = "aes_key"
    case initialisationVector = "aes_iv"
    case signingSecret = "hs256_secret"

    /// The variable that holds the key instead of a file.
    package var environmentVariable: String { "APUS_" + rawValue.uppercased() }
}
