/// Names of numbers in TLS, for people.
enum TLSNames {
    static func version(_ number: UInt16) -> String {
        switch number {
        case 0x0300: "SSL 3"
        case 0x0301: "TLS 1.0"
        case 0x0302: "TLS 1.1"
        case 0x0303: "TLS 1.2"
        case 0x0304: "TLS 1.3"
        default: "version 0x" + String(number, radix: 16)
        }
    }

    /// A group of key agreement (RFC 8446 section 4.2.7).
    static func group(_ number: UInt16) -> String {
        switch number {
        case 22: "secp256k1"
        case 23: "P-256"
        case 24: "P-384"
        case 25: "P-521"
        case 26...28, 31...33: "brainpool"
        case 29: "X25519"
        case 30: "X448"
        case 256...260: "ffdhe"
        default: "group \(number)"
        }
    }

    /// The family of a signature algorithm (RFC 8446 section 4.2.3).
    static func signatureAlgorithm(_ number: UInt16) -> String {
        switch number {
        case 0x0403: "ECDSA P-256"
        case 0x0503: "ECDSA P-384"
        case 0x0603: "ECDSA P-521"
        case 0x0807: "Ed25519"
        case 0x0808: "Ed448"
        case 0x0804...0x0806, 0x0809...0x080B: "RSA-PSS"
        case 0x0401, 0x0501, 0x0601: "RSA"
        case 0x0201, 0x0202, 0x0203: "SHA-1"
        default: "algorithm 0x" + String(number, radix: 16)
        }
    }
}
