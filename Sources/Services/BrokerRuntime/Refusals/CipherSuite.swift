/// A cipher suite by its number (IANA's registry of TLS parameters).
struct CipherSuite: Hashable, CustomStringConvertible {
    let number: UInt16

    /// What kind of certificate it goes with.
    enum Authentication {
        case ecdsa
        case rsa
        /// Any: TLS 1.3 settles that elsewhere.
        case any
        /// None of ours: a password, DSS, nobody.
        case other
    }

    var authentication: Authentication {
        switch number {
        case 0x1301...0x1305: .any
        case 0xC006...0xC00A, 0xC023, 0xC024, 0xC02B, 0xC02C, 0xC048, 0xC049, 0xC05C, 0xC05D,
            0xC072, 0xC073, 0xC086, 0xC087, 0xC0AC...0xC0AF, 0xCCA9:
            .ecdsa
        case 0xC010...0xC014, 0xC027, 0xC028, 0xC02F, 0xC030, 0xC04C, 0xC04D, 0xC060, 0xC061,
            0xC076, 0xC077, 0xC08A, 0xC08B, 0xCCA8:  // ECDHE
            .rsa
        case 0x0014...0x0016, 0x0033, 0x0039, 0x0045, 0x0067, 0x006B, 0x0088, 0x009E, 0x009F,
            0xC09E, 0xC09F, 0xC0A2, 0xC0A3, 0xCCAA:  // DHE
            .rsa
        case 0x0001...0x000A, 0x002F, 0x0035, 0x003B...0x003D, 0x0041, 0x0084, 0x0096, 0x009C,
            0x009D, 0xC09C, 0xC09D, 0xC0A0, 0xC0A1:  // no key agreement
            .rsa
        default: .other
        }
    }

    /// The name of a suite that clients have often, else its number.
    var description: String {
        switch number {
        case 0x1301: "TLS_AES_128_GCM_SHA256"
        case 0x1302: "TLS_AES_256_GCM_SHA384"
        case 0x1303: "TLS_CHACHA20_POLY1305_SHA256"
        case 0x1304: "TLS_AES_128_CCM_SHA256"
        case 0xC009: "ECDHE-ECDSA-AES128-SHA"
        case 0xC00A: "ECDHE-ECDSA-AES256-SHA"
        case 0xC013: "ECDHE-RSA-AES128-SHA"
        case 0xC014: "ECDHE-RSA-AES256-SHA"
        case 0xC023: "ECDHE-ECDSA-AES128-SHA256"
        case 0xC027: "ECDHE-RSA-AES128-SHA256"
        case 0xC02B: "ECDHE-ECDSA-AES128-GCM-SHA256"
        case 0xC02C: "ECDHE-ECDSA-AES256-GCM-SHA384"
        case 0xC02F: "ECDHE-RSA-AES128-GCM-SHA256"
        case 0xC030: "ECDHE-RSA-AES256-GCM-SHA384"
        case 0xC0AE: "ECDHE-ECDSA-AES128-CCM8"
        case 0xCCA8: "ECDHE-RSA-CHACHA20-POLY1305"
        case 0xCCA9: "ECDHE-ECDSA-CHACHA20-POLY1305"
        case 0x002F: "AES128-SHA"
        case 0x0035: "AES256-SHA"
        case 0x009C: "AES128-GCM-SHA256"
        case 0x009D: "AES256-GCM-SHA384"
        case 0x000A: "DES-CBC3-SHA"
        default: "0x" + String(number, radix: 16)
        }
    }
}
