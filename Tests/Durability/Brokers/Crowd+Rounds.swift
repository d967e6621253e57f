import NIOCore

/// What happens to a crowd between two deaths of its broker.
extension Crowd {
    /// Connects the guests one after the other.
    func admit(_ guests: [RoundPlan.Guest], port: Int) async throws {
        for guest in guests { try await connect(guest, port: port) }
    }

    /// A guest loses the connection and comes back, or takes over its own connection.
    func suffer(_ incident: RoundPlan.Incident, port: Int) async throws {
        if incident.isDropped {
            switch incident.guest {
            case .publisher(let number): dropPublisher(number)
            case .subscriber(let number): dropSubscriber(number)
            }
        }
        try await connect(incident.guest, port: port)
    }

    /// Returns when the pulse has beaten so often in a row without any acknowledgement.
    func awaitBeats(_ count: Int) async throws {
        try await reach("\(count) beats without acknowledgement", patience: .seconds(5)) { crowd in
            crowd.beatsWithoutAcknowledgement >= count
        }
    }

    private func connect(_ guest: RoundPlan.Guest, port: Int) async throws {
        switch guest {
        case .publisher(let number): try await connectPublisher(number, port: port)
        case .subscriber(let number): try await connectSubscriber(number, port: port)
        }
    }
}
