package import LoRaFrames

extension IntervalLegality {
    /// The arithmetic in a sentence.
    package var text: String {
        let kilohertz = Double(modulation.bandwidth.hertz) / 1_000
        let percent = Self.trimmed(Double(dutyCycle.perMille) / 10)
        return "\(byteCount) bytes at SF\(modulation.spreadingFactor.rawValue)/"
            + "\(Self.trimmed(kilohertz)) kHz last \(airtime.milliseconds) ms; "
            + "\(percent) % of an hour allows one per \(Self.seconds(intervalMin)) s; "
            + "\(Self.seconds(interval)) s "
            + (isLegal ? "is legal" : "can never be legal")
    }

    private static func trimmed(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number))" : "\(number)"
    }

    /// Seconds with up to three decimals, the last rounded up: what is printed is legal.
    private static func seconds(_ duration: Duration) -> String {
        trimmed(((duration / .seconds(1)) * 1_000).rounded(.up) / 1_000)
    }
}

extension Duration {
    /// Milliseconds with one decimal.
    package var milliseconds: String {
        let tenths = ((self / .milliseconds(1)) * 10).rounded() / 10
        return "\(tenths)"
    }
}
