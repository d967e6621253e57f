/// The values that limits are tried with.
enum Extreme: CaseIterable, Sendable {
    case zero
    case one
    case greatest

    var number: Int {
        switch self {
        case .zero: 0
        case .one: 1
        case .greatest: .max
        }
    }

    var small: UInt16 { UInt16(clamping: number) }

    var duration: Duration {
        switch self {
        case .zero: .zero
        case .one: .seconds(1)
        case .greatest: .seconds(Int64.max)
        }
    }
}
