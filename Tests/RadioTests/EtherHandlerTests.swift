import LoRaFrames
import NIOCore
import NIOEmbedded
import Radio
import SeededRandom
import Testing

private typealias Envelope = AddressedEnvelope<ByteBuffer>

/// The ether's handler on a virtual clock, with radios at made-up addresses.
private struct VirtualEther {
    let loop = EmbeddedEventLoop()
    let channel: EmbeddedChannel

    init() throws {
        let handler = EtherHandler(settings: EtherSettings(), eventLoop: loop) { _ in }
        channel = EmbeddedChannel(handler: handler, loop: loop)
    }

    func say(_ message: EtherDatagram, from port: Int) throws {
        try say(message.encoded(), from: port)
    }

    func say(_ bytes: ByteBuffer, from port: Int) throws {
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        _ = try channel.writeInbound(Envelope(remoteAddress: address, data: bytes))
    }

    func answers() throws -> [(port: Int?, message: EtherDatagram)] {
        var found: [(Int?, EtherDatagram)] = []
        while let envelope = try channel.readOutbound(as: Envelope.self) {
            found.append((envelope.remoteAddress.port, try EtherDatagram(decoding: envelope.data)))
        }
        return found
    }
}

@Test func `the ether delivers when the airtime is over, and tells the sender`() throws {
    let ether = try VirtualEther()
    let tuning = RadioSettings()
    try ether.say(.register(tuning, Position(x: 0, y: 0)), from: 1)
    try ether.say(.register(tuning, Position(x: 2, y: 0)), from: 2)
    #expect(try ether.answers().map(\.message) == [.registered, .registered])

    try ether.say(.transmit(number: 5, tuning, bytes: [1, 10, 0, 0]), from: 1)
    let airtime = tuning.modulation.airtime(byteCount: 4)
    ether.loop.advanceTime(by: TimeAmount(airtime) - .microseconds(1))
    #expect(try ether.answers().isEmpty)
    ether.loop.advanceTime(by: .microseconds(1))
    let answers = try ether.answers()
    #expect(answers.map(\.port) == [2, 1])
    guard case .delivery(_, _, let reception) = answers.first?.message else {
        Issue.record("nothing was delivered")
        return
    }
    #expect(reception.bytes == [1, 10, 0, 0])
    guard case .transmitted(number: 5, _, let microseconds) = answers.last?.message else {
        Issue.record("the sender was not told")
        return
    }
    #expect(Duration.microseconds(microseconds) == airtime)
}

@Test func `an unknown sender is refused, and random datagrams change nothing`() throws {
    let ether = try VirtualEther()
    try ether.say(.transmit(number: 9, RadioSettings(), bytes: [1]), from: 3)
    #expect(try ether.answers().map(\.message) == [.refused(number: 9, .notRegistered)])
    var random = SeededGenerator(seed: 11)
    for _ in 0..<10_000 {
        let count = Int.random(in: 0...60, using: &random)
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        try ether.say(ByteBuffer(bytes: bytes), from: 3)
    }
    #expect(try ether.answers().isEmpty)
    try ether.say(.register(RadioSettings(), Position(x: 0, y: 0)), from: 3)
    #expect(try ether.answers().map(\.message) == [.registered])
}

@Test func `a radio that leaves hears nothing more`() throws {
    let ether = try VirtualEther()
    let tuning = RadioSettings()
    try ether.say(.register(tuning, Position(x: 0, y: 0)), from: 1)
    try ether.say(.register(tuning, Position(x: 2, y: 0)), from: 2)
    try ether.say(.leave, from: 2)
    _ = try ether.answers()
    try ether.say(.transmit(number: 1, tuning, bytes: [1]), from: 1)
    ether.loop.advanceTime(by: .seconds(1))
    #expect(try ether.answers().map(\.port) == [1])
}
