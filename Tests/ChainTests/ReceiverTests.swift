import Chain
import LoRaFrames
import Radio
import SeededRandom
import Testing

private func reportKeys() throws -> ChainKeys {
    try ChainKeys(
        cipherKey: Array("tmctmctmctmctmcA".utf8),
        initialisationVector: Array("0123456789123456".utf8),
        signingSecret: Array("MQTT".utf8))
}

private func reception(_ bytes: [UInt8], hasCRC: Bool = true) -> Reception {
    Reception(
        bytes: bytes, signalStrength: -22, signalToNoise: 9, hasCRC: hasCRC, airtime: .zero)
}

@Test func `the gateway's frame goes into the receiver, which prints what the report shows`() throws
{
    let settings = try GatewaySettings()
    let sent = try Gateway.frame(
        Reading(topic: "/esp8266", bytes: Array("Hello im esp8266".utf8)), settings: settings,
        codec: JWTFrame(keys: reportKeys()))
    #expect(sent.bytes.count == 133)
    #expect(sent.bytes.prefix(4) == [1, 10, 0, 0])
    #expect(sent.airtime == .microseconds(220_416))
    let heard = reception(sent.bytes)
    let lines = Receiver.lines(heard, try Receiver(keys: reportKeys()).judge(heard))
    #expect(
        lines == [
            "Packet[129] #10 => #1 -22dB:",
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"
                + ".eyJkYXRhIjoiWDhVWklJZUlzUXB2Zms1QUxxc3VaZz09In0"
                + ".SuRvemI5_fd9Ep4kS_hUX660V5NGywYwWoepWBdWoTI",
            "Decoded JWT data ...",
            "Decoded AES data : Hello im esp8266",
        ])
}

@Test func `random bytes never stop the receiver and never print a control character`() throws {
    let receiver = Receiver(keys: try reportKeys())
    var random = SeededGenerator(seed: 42)
    var steering: [String] = []
    for _ in 0..<100_000 {
        var bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        if !bytes.isEmpty, Bool.random(using: &random) { bytes[0] = 1 }
        let heard = reception(bytes)
        for line in Receiver.lines(heard, receiver.judge(heard)) {
            if !line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { steering.append(line) }
        }
    }
    #expect(steering.isEmpty)
}

@Test func `a verified reading with control characters is printed escaped`() throws {
    let keys = try reportKeys()
    let evil = Array("\u{1B}[2J$(reboot)\r\n\u{202E}x".utf8) + [0xFF]
    let frame = try Gateway.frame(
        Reading(topic: "t", bytes: evil), settings: GatewaySettings(), codec: JWTFrame(keys: keys))
    let heard = reception(frame.bytes)
    let last = Receiver.lines(heard, Receiver(keys: keys).judge(heard)).last
    let line = try #require(last)
    #expect(line.contains("\\x1b[2J$(reboot)\\x0d\\x0a"))
    #expect(line.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
}

@Test func `a frame without CRC, for others, or too short is not believed`() throws {
    let receiver = Receiver(keys: try reportKeys())
    #expect(receiver.judge(reception([1, 10, 0, 0], hasCRC: false)) == .refused(nil, .withoutCRC))
    #expect(
        receiver.judge(reception([2, 10, 0, 0, 0]))
            == .notForUs(RadioHeadHeader(to: 2, from: 10)))
    #expect(
        receiver.judge(reception([1, 10]))
            == .refused(nil, .frame(.headerIncomplete(byteCount: 2))))
    let lines = Receiver.lines(
        reception([1, 10, 0, 0, 0x41, 0]), receiver.judge(reception([1, 10, 0, 0, 0x41, 0])))
    #expect(
        lines == [
            "Refused packet[6] #10 => #1 -22dB: 1 parts between dots instead of 3: not a token"
        ])
}
