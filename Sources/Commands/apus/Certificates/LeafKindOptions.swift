import ArgumentParser
import Identity

/// Whether a server or a device is meant, where Apus would otherwise conclude it.
struct LeafKindOptions: ParsableArguments {
    @Flag(help: "It is a server's.")
    var server = false

    @Flag(help: "It is a device's.")
    var device = false

    var kind: LeafKind? {
        if server { return .server }
        return device ? .device : nil
    }

    func validate() throws {
        if server, device { throw ValidationError("--server and --device exclude each other.") }
    }
}
