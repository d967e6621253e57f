/// Room on the disk that is given up when the disk is full, so that deleting, which writes too,
/// goes on.
struct ReserveFile {
    private static let bytes = 4 << 20
    /// What has to stay free beside it.
    private static let margin = 1 << 20
    /// What has to be free before it is made again without need.
    private static let comfort = 16 << 20

    private let path: String
    /// Whether the room is held.
    private(set) var isStanding = false

    /// The reserve beside a database; nothing is made yet.
    init(of database: String) { path = database + ".reserve" }

    /// Whether the disk has room for what comes next, reserve or not.
    var hasMargin: Bool { FileSystem.freeBytes(near: path) >= Self.margin }

    /// Takes the room when it is there and leaves a margin.
    mutating func make() {
        if isStanding { return }
        do {
            let file = try DiskFile(path, mode: 0o600)
            try file.allocate(Self.bytes)
            isStanding = hasMargin
        } catch {
            isStanding = false
        }
        if !isStanding { FileSystem.remove(path) }
    }

    /// Takes the room again when there is plenty.
    mutating func makeWhenComfortable() {
        if !isStanding, FileSystem.freeBytes(near: path) >= Self.comfort { make() }
    }

    /// Gives the room up.
    mutating func drop() {
        FileSystem.remove(path)
        isStanding = false
    }
}
