internal import ApusClient
internal import Chain
internal import Radio

/// The log of sensor, gateway, receiver and ether when they run alone: one line an event.
enum ChainLog {
    /// Prints the event.
    static func observe(_ event: ChainEvent) {
        for line in lines(event) { StandardStream.output(line + "\n") }
    }

    private static func lines(_ event: ChainEvent) -> [String] {
        switch event {
        case .connection(let speaker, let event): connection(speaker, event)
        case .published(let reading): ["sensor: \(name(reading)) \(reading.text)"]
        case .acknowledged: []
        case .sourceFailed(let error): ["sensor: \(error)"]
        case .taken(let reading): ["gateway: \(name(reading)) \(reading.text)"]
        case .unframable(let reading, let error): ["gateway: \(name(reading)) refused: \(error)"]
        case .neverLegal(let frame):
            [
                "gateway: \(name(frame.reading)) refused: \(frame.airtime.milliseconds) ms on air "
                    + "are over the hour's budget"
            ]
        case .dropped(let reading, let total):
            ["gateway: \(name(reading)) gave way to a newer reading (\(total) so far)"]
        case .waiting(let duration, let frames):
            [
                "gateway: duty cycle used up, the next frame may go in \(duration.milliseconds) ms "
                    + "(\(frames) waiting)"
            ]
        case .onAir(let frame):
            [
                "gateway: \(name(frame.reading)) on air, \(frame.bytes.count) bytes, "
                    + "\(frame.airtime.milliseconds) ms"
            ]
        case .sent: []
        case .radioFailed(let reading, let error):
            ["gateway: \(name(reading)) not sent: \(error.text)"]
        case .received(let reception, let verdict): Receiver.lines(reception, verdict)
        case .ether(let event): ether(event)
        }
    }

    private static func connection(
        _ speaker: ChainEvent.Speaker, _ event: ConnectionEvent
    ) -> [String] {
        switch event {
        case .connected: ["\(speaker): connected"]
        case .connectionLost(let error): ["\(speaker): \(error)"]
        case .reconnecting(let attempt, let delay):
            ["\(speaker): attempt \(attempt) to reconnect in \(delay.milliseconds) ms"]
        case .reconnectFailed(let attempt, let error):
            ["\(speaker): attempt \(attempt) failed: \(error)"]
        case .closed: []
        }
    }

    private static func ether(_ event: EtherEvent) -> [String] {
        switch event {
        case .joined(let radio, let port): ["ether: radio \(radio) is there (port \(port))"]
        case .left(let radio): ["ether: radio \(radio) left"]
        case .refused(let port, let refusal): ["ether: refused port \(port): \(refusal.text)"]
        case .onAir(let transmission):
            ["ether: radio \(transmission.sender) sends \(transmission.bytes.count) bytes"]
        case .ended(let outcome):
            switch outcome.fate {
            case .received(let reception):
                ["ether: radio \(outcome.receiver) hears it at \(reception.signalStrength) dBm"]
            case .lost(let loss):
                ["ether: radio \(outcome.receiver) does not hear it: \(loss.rawValue)"]
            }
        case .dropped: ["ether: dropped a datagram that is none of ours"]
        }
    }

    private static func name(_ reading: Reading) -> String {
        PrintableText.escaping(reading.topic)
    }
}
