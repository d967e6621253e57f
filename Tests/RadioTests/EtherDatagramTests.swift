import LoRaFrames
import NIOCore
import Radio
import SeededRandom
import Testing

private let samples: [EtherDatagram] = [
    .register(RadioSettings(), Position(x: -3, y: 70_000)),
    .registered,
    .leave,
    .transmit(number: 7, RadioSettings(), bytes: [1, 10, 0, 0, 0x65]),
    .transmitted(number: 7, startMicroseconds: 1 << 40, airtimeMicroseconds: 61_696),
    .refused(number: 7, .stillOnAir),
    .delivery(
        RadioSettings(), startMicroseconds: 12,
        Reception(
            bytes: [1, 10, 0, 0, 0x65], signalStrength: -117, signalToNoise: -9, hasCRC: true,
            airtime: Modulation.bw125cr45sf128.airtime(byteCount: 5))),
]

@Test(arguments: samples)
func `every datagram comes back as it went`(datagram: EtherDatagram) throws {
    #expect(try EtherDatagram(decoding: datagram.encoded()) == datagram)
}

@Test(arguments: samples)
func `a datagram cut short is refused or is a shorter frame`(datagram: EtherDatagram) {
    let whole = datagram.encoded()
    for length in 0..<whole.readableBytes {
        let cut = whole.getSlice(at: 0, length: length) ?? ByteBuffer()
        do {
            let read = try EtherDatagram(decoding: cut)
            #expect(read != datagram)
        } catch {
            #expect(error != .trailingBytes)
        }
    }
}

@Test func `bytes after a datagram, foreign bytes and impossible values are refused`() throws {
    var trailing = EtherDatagram.registered.encoded()
    trailing.writeInteger(UInt8(0))
    #expect(throws: EtherDatagramError.trailingBytes) { try EtherDatagram(decoding: trailing) }
    let foreign = ByteBuffer(string: "MQTT, is it you?")
    #expect(throws: EtherDatagramError.foreign) { try EtherDatagram(decoding: foreign) }
    var tuning = EtherDatagram.register(RadioSettings(), Position(x: 0, y: 0)).encoded()
    tuning.setInteger(UInt8(13), at: 9)
    #expect(throws: EtherDatagramError.badValue) { try EtherDatagram(decoding: tuning) }
}

@Test func `a frame longer than the FIFO is refused`() {
    let long = EtherDatagram.transmit(
        number: 1, RadioSettings(), bytes: Array(repeating: 1, count: 256))
    #expect(throws: EtherDatagramError.frameTooLong) {
        try EtherDatagram(decoding: long.encoded())
    }
}

@Test func `random bytes never crash the reader`() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<100_000 {
        var buffer = ByteBuffer()
        if Bool.random(using: &random) { buffer.writeInteger(EtherDatagram.magic) }
        let count = Int.random(in: 0...40, using: &random)
        for _ in 0..<count { buffer.writeInteger(UInt8.random(in: 0...8, using: &random)) }
        _ = try? EtherDatagram(decoding: buffer)
    }
}
