internal import ArgumentParser
internal import LoRaFrames
internal import Radio

/// The options of everything that has a radio.
struct RadioOptions: ParsableArguments {
    @Option(help: "The channel's centre in MHz, such as 868.1 or 869.525.")
    var frequency = 869.525

    @Option(help: "The spreading factor, 7 to 12.")
    var spreadingFactor = 7

    @Option(help: "The bandwidth in kHz: 125, 250 or 500.")
    var bandwidth = 125

    @Option(help: "Power at the antenna in dBm, -4 to 20.")
    var power = 14

    @Option(help: "The UDP port of the simulated ether.")
    var ether = EtherServer.defaultPort

    func validate() throws {
        _ = try settings()
        guard (1...65_535).contains(ether) else {
            throw ValidationError("--ether \(ether) is no port; use 1 to 65535")
        }
    }

    /// The tuning, or which option is wrong.
    func settings() throws -> RadioSettings {
        guard (137...1_020).contains(frequency) else {
            throw ValidationError("--frequency \(frequency): an SX1276 does 137 to 1020 MHz")
        }
        guard let factor = SpreadingFactor(rawValue: spreadingFactor) else {
            throw ValidationError("--spreading-factor \(spreadingFactor): use 7 to 12")
        }
        guard (1...500).contains(bandwidth),
            let bandwidth = Bandwidth(rawValue: bandwidth * 1_000), bandwidth.hertz >= 125_000
        else { throw ValidationError("--bandwidth \(bandwidth): use 125, 250 or 500") }
        guard (-4...20).contains(power) else {
            throw ValidationError("--power \(power): an SX1276 does -4 to 20 dBm")
        }
        return RadioSettings(
            frequency: Frequency(hertz: Int((frequency * 1_000_000).rounded())),
            modulation: Modulation(
                spreadingFactor: factor, bandwidth: bandwidth, codingRate: .fourFifths),
            transmitPower: Int8(power))
    }
}
