import SeededRandom

/// What is to happen between two deaths of a broker.
struct RoundPlan {
    /// Somebody who connects.
    enum Guest: Sendable {
        case publisher(Int)
        case subscriber(Int)
    }

    /// Something that happens in the middle.
    struct Incident: Sendable {
        /// How many acknowledgements of the round come before.
        let acknowledgements: Int
        let guest: Guest
        /// Whether the old connection is closed first, or the new one takes over.
        let isDropped: Bool
    }

    /// Who connects, in this order.
    let guests: [Guest]
    /// In order.
    let incidents: [Incident]
    /// The broker dies after so many acknowledgements.
    let acknowledgements: Int

    /// A plan from the random numbers.
    /// - Parameter scale: about how many messages are acknowledged in a round.
    init(_ roster: Roster, round: Int, scale: Int, _ random: inout SeededGenerator) {
        let isEarly = round > 0 && Int.random(in: 0..<5, using: &random) == 0
        // The broker may die while clients still come back.
        let acknowledgements =
            isEarly
            ? Int.random(in: 0...scale / 20, using: &random)
            : Int.random(in: scale...scale * 3 / 2, using: &random)
        self.acknowledgements = acknowledgements
        var subscribers: [Guest] = []
        var incidents: [Incident] = []
        func add(_ guest: Guest) {
            incidents.append(
                Incident(
                    acknowledgements: Int.random(in: 0...acknowledgements, using: &random),
                    guest: guest, isDropped: Bool.random(using: &random)))
        }
        for (number, traits) in roster.subscribers.enumerated() {
            let guest = Guest.subscriber(number)
            switch traits.3 {
            case .steady: subscribers.append(guest)
            case .away: if round % 4 == 3 { subscribers.append(guest) }
            case .restless:
                subscribers.append(guest)
                add(guest)
            case .late:
                if round > 0 { subscribers.append(guest) }
                add(guest)
            }
        }
        let publishers = (0..<roster.publisherCount).map { Guest.publisher($0) }
        add(publishers[Int.random(in: publishers.indices, using: &random)])
        // Nothing is promised before SUBACK: subscribers come first in the first round.
        guests =
            round == 0
            ? subscribers + publishers : (subscribers + publishers).shuffled(using: &random)
        self.incidents = incidents.sorted { $0.acknowledgements < $1.acknowledgements }
    }
}
