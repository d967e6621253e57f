/// Which topics a subscriber wants.
enum Scope: Equatable {
    case everything
    case lane(Lane)

    var filter: String {
        switch self {
        case .everything: "crash/#"
        case .lane(let lane): lane.filter
        }
    }

    func takes(_ lane: Lane) -> Bool {
        switch self {
        case .everything: true
        case .lane(let wanted): wanted == lane
        }
    }
}
