import Chain
import Crypto
import Foundation
import Testing

/// The keys of the sensor project's report, which are public: only tests may use them.
private func reportKeys() throws -> ChainKeys {
    try ChainKeys(
        cipherKey: Array("tmctmctmctmctmcA".utf8),
        initialisationVector: Array("0123456789123456".utf8),
        signingSecret: Array("MQTT".utf8))
}

private let reportToken =
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"
    + ".eyJkYXRhIjoiWDhVWklJZUlzUXB2Zms1QUxxc3VaZz09In0"
    + ".SuRvemI5_fd9Ep4kS_hUX660V5NGywYwWoepWBdWoTI"

private func base64URL(_ text: String) -> String {
    Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        .replacing("=", with: "")
}

/// A frame with any header and payload under the right secret.
private func signed(header: String, payload: String) -> [UInt8] {
    let text = base64URL(header) + "." + base64URL(payload)
    let signature = HMAC<SHA256>.authenticationCode(
        for: Array(text.utf8), using: SymmetricKey(data: Array("MQTT".utf8)))
    let encoded = Data(signature).base64EncodedString().replacing("+", with: "-")
        .replacing("/", with: "_").replacing("=", with: "")
    return Array((text + "." + encoded).utf8) + [0]
}

private let goodHeader = #"{"typ":"JWT","alg":"HS256"}"#

private func refusal(_ frame: [UInt8]) throws -> JWTRefusal? {
    let codec = JWTFrame(keys: try reportKeys())
    do throws(JWTRefusal) {
        _ = try codec.decode(frame)
        return nil
    } catch {
        return error
    }
}

@Test func `the report's reading becomes the report's frame, byte for byte`() throws {
    let frame = try JWTFrame(keys: reportKeys()).encode(Array("Hello im esp8266".utf8))
    #expect(String(decoding: frame.dropLast(), as: UTF8.self) == reportToken)
    #expect(frame.count == 129)
    #expect(frame.last == 0)
}

@Test func `the report's frame becomes the report's reading`() throws {
    let content = try JWTFrame(keys: reportKeys()).decode(Array(reportToken.utf8) + [0])
    #expect(content.plaintext == Array("Hello im esp8266".utf8))
    #expect(content.payload == #"{"data":"X8UZIIeIsQpvfk5ALqsuZg=="}"#)
    #expect(content.token == reportToken)
}

@Test func `every length that fits comes back, and one byte more names the limit`() throws {
    let codec = JWTFrame(keys: try reportKeys())
    for count in 0...JWTFrame.plaintextByteCountMax {
        let plaintext = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let frame = try codec.encode(plaintext)
        #expect(frame.count <= JWTFrame.byteCountMax)
        #expect(try codec.decode(frame).plaintext == plaintext)
    }
    #expect(throws: JWTFrameError.plaintextTooLong(byteCount: 81, max: 80)) {
        try codec.encode(Array(repeating: 1, count: 81))
    }
}

@Test func `a reading that ends in zero bytes keeps them`() throws {
    let codec = JWTFrame(keys: try reportKeys())
    for plaintext in [[UInt8](repeating: 0, count: 16), [1, 0, 0], [0]] {
        #expect(try codec.decode(codec.encode(plaintext)).plaintext == plaintext)
    }
}

@Test func `only a reading of broken blocks bears the length claim`() throws {
    let codec = JWTFrame(keys: try reportKeys())
    let whole = try codec.decode(codec.encode(Array(repeating: 65, count: 32)))
    #expect(!whole.payload.contains("\"n\""))
    let broken = try codec.decode(codec.encode(Array(repeating: 65, count: 21)))
    #expect(broken.payload.hasSuffix(",\"n\":21}"))
}

@Test func `a bit flipped anywhere is refused`() throws {
    let frame = Array(reportToken.utf8) + [0]
    for position in frame.indices {
        for bit in 0..<8 {
            var changed = frame
            changed[position] ^= 1 << bit
            #expect(try refusal(changed) != nil, "byte \(position), bit \(bit)")
        }
    }
}

@Test func `a frame cut at any byte is refused`() throws {
    let frame = Array(reportToken.utf8) + [0]
    for length in 0..<frame.count {
        #expect(try refusal(Array(frame.prefix(length))) != nil)
        #expect(try refusal(Array(frame.prefix(length)) + [0]) != nil || length == 128)
    }
}

@Test func `a wrong signature is refused before the header is read`() throws {
    let none = Array((base64URL(#"{"alg":"none"}"#) + "." + base64URL("{}") + ".").utf8) + [0]
    #expect(try refusal(none) == .signatureMalformed)
    var changed = signed(header: goodHeader, payload: "{}")
    changed[0] ^= 1
    #expect(try refusal(changed) == .signatureWrong)
}

@Test(arguments: ["none", "HS512", "hs256", "RS256", ""])
func `alg must be HS256 even under the right secret`(name: String) throws {
    let frame = signed(
        header: "{\"typ\":\"JWT\",\"alg\":\"\(name)\"}",
        payload: #"{"data":"X8UZIIeIsQpvfk5ALqsuZg=="}"#)
    #expect(try refusal(frame) == .algorithm(name))
}

@Test(arguments: [
    (#"{"typ":"JWT"}"#, #"{"data":""}"#, JWTRefusal.headerMalformed),
    (#"{"typ":"JWE","alg":"HS256"}"#, #"{"data":""}"#, .headerMalformed),
    ("", "{}", .headerMalformed),
    (goodHeader, "{}", .payloadMalformed),
    (goodHeader, #"{"data":7}"#, .payloadMalformed),
    (goodHeader, #"{"data":"%%%%"}"#, .payloadMalformed),
    (goodHeader, #"{"data":"QUJD"}"#, .ciphertextNotBlocks(byteCount: 3)),
    (goodHeader, #"{"data":"X8UZIIeIsQpvfk5ALqsuZg==","n":0}"#, .lengthWrong(0)),
    (goodHeader, #"{"data":"X8UZIIeIsQpvfk5ALqsuZg==","n":-1}"#, .lengthWrong(-1)),
    (goodHeader, #"{"data":"X8UZIIeIsQpvfk5ALqsuZg==","n":16}"#, .lengthWrong(16)),
    (goodHeader, #"{"data":"X8UZIIeIsQpvfk5ALqsuZg==","n":15}"#, .lengthWrong(15)),
    (
        goodHeader, #"{"data":"X8UZIIeIsQpvfk5ALqsuZg==","n":9223372036854775807}"#,
        .lengthWrong(.max)
    ),
])
func `a signed frame with wrong content is refused`(
    header: String, payload: String, expected: JWTRefusal
) throws {
    #expect(try refusal(signed(header: header, payload: payload)) == expected)
}

@Test func `what is no frame at all says so`() throws {
    #expect(try refusal([]) == .notTerminated)
    #expect(try refusal(Array(reportToken.utf8)) == .notTerminated)
    #expect(try refusal([0x41, 0]) == .notThreeParts(count: 1))
    #expect(
        try refusal(Array(repeating: 0, count: 252)) == .tooLong(byteCount: 252, max: 251))
}
