import LoRaFrames
import Radio
import Testing

private var quick: RadioSettings {
    RadioSettings(
        modulation: Modulation(
            spreadingFactor: .sf7, bandwidth: .kilohertz500, codingRate: .fourFifths))
}

@Test func `a frame goes from radio to radio through the ether's socket`() async throws {
    let ether = try await EtherServer.open(port: 0)
    let sender = try await EtherRadio.open(quick, at: Position(x: 0, y: 0), etherPort: ether.port)
    let receiver = try await EtherRadio.open(
        quick, at: Position(x: 2, y: 0), etherPort: ether.port)
    let receipt = try await sender.transmit([1, 10, 0, 0, 0x68])
    #expect(receipt.airtime == quick.modulation.airtime(byteCount: 5))
    var heard: Reception?
    for await reception in receiver.receptions {
        heard = reception
        break
    }
    #expect(heard?.bytes == [1, 10, 0, 0, 0x68])
    await sender.close()
    await receiver.close()
    await ether.close()
}

@Test func `a second frame while one is on air is refused, and after closing too`() async throws {
    let ether = try await EtherServer.open(port: 0)
    let radio = try await EtherRadio.open(
        RadioSettings(), at: Position(x: 0, y: 0), etherPort: ether.port)
    async let first = refusal(of: radio)
    async let second = refusal(of: radio)
    let refusals = await [first, second]
    #expect(refusals.compactMap { $0 } == [.busy])
    await radio.close()
    await #expect(throws: RadioError.closed) { try await radio.transmit([1]) }
    await #expect(throws: RadioError.frameTooLong(byteCount: 256, max: 255)) {
        try await radio.transmit(Array(repeating: 1, count: 256))
    }
    await ether.close()
}

@Test func `two ethers cannot have one port`() async throws {
    let ether = try await EtherServer.open(port: 0)
    await #expect(throws: EtherServerError.portInUse(ether.port)) {
        try await EtherServer.open(port: ether.port)
    }
    await ether.close()
}

@Test func `a radio without an ether says which port is silent`() async throws {
    let ether = try await EtherServer.open(port: 0)
    let port = ether.port
    await ether.close()
    await #expect(throws: RadioError.etherSilent(port: port)) {
        try await EtherRadio.open(quick, at: Position(x: 0, y: 0), etherPort: port)
    }
}

/// What the radio says against one more frame of full length.
private func refusal(of radio: EtherRadio) async -> RadioError? {
    do throws(RadioError) {
        _ = try await radio.transmit(Array(repeating: 1, count: 255))
        return nil
    } catch {
        return error
    }
}
