/// Digests as people compare them.
enum Fingerprint {
    /// Two lowercase digits for each byte.
    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        SerialNumberText.hexadecimal(bytes).lowercased()
    }
}
