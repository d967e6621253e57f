import BrokerCore
import BrokerRuntime
import Foundation
import Testing

@Suite struct `Where state is kept` {
    private let home = ["HOME": "/home/ann"]

    @Test(arguments: [
        (["HOME": "/home/ann"], "/home/ann/.local/state/apus/"),
        (["HOME": "/home/ann", "XDG_STATE_HOME": "/x"], "/x/apus/"),
        (["HOME": "/home/ann", "XDG_STATE_HOME": "/x/"], "/x/apus/"),
        (["HOME": "/home/ann", "XDG_STATE_HOME": "x"], "/home/ann/.local/state/apus/"),
        (["XDG_STATE_HOME": "/x", "STATE_DIRECTORY": "/var/lib/apus"], "/var/lib/apus/"),
        (["STATE_DIRECTORY": "/var/lib/apus:/var/lib/more"], "/var/lib/apus/"),
        (["HOME": "/home/ann", "STATE_DIRECTORY": ""], "/home/ann/.local/state/apus/"),
    ])
    func `the environment says where programs keep theirs`(
        environment: [String: String], folder: String
    ) throws {
        let file = try StateFile(of: .loopbackOnly(), environment: environment)
        #expect(file.path == folder + "127.0.0.1-1883/apus.db")
    }

    @Test func `brokers with other first listeners never meet`() throws {
        let addresses: [ListenerAddress] = [
            .tcp(host: nil, port: 1883), .tcp(host: nil, port: 1884),
            .tcp(host: "*", port: 8883), .tcp(host: "::1", port: 1883),
            .tcp(host: "my-host", port: 1883), .tcp(host: "my/host", port: 1883),
            .unix(path: "/run/a-b"), .unix(path: "/run/a/b"), .unix(path: "/run/a%2Db"),
            .unix(path: "run/a/b"), .unix(path: "/1883"),
        ]
        let folders = try addresses.map { address in
            try StateFile(
                of: BrokerSettings(listeners: [ListenerSettings(address: address)]),
                environment: home
            ).path
        }
        #expect(Set(folders).count == addresses.count)
        #expect(folders[0] == "/home/ann/.local/state/apus/*-1883/apus.db")
        #expect(folders[6] == "/home/ann/.local/state/apus/unix:run-a%2Db/apus.db")
    }

    @Test func `what the operator wrote rules`() throws {
        let here = FileManager.default.currentDirectoryPath
        let written: [(location: String?, file: String?, path: String)] = [
            (nil, "p.db", here + "/p.db"), ("/var/lib/x", nil, "/var/lib/x/apus.db"),
            ("/var/lib/x/", "p.db", "/var/lib/x/p.db"), (nil, "/var/p.db", "/var/p.db"),
            ("lib", "p.db", here + "/lib/p.db"),
        ]
        for (location, file, path) in written {
            var settings = BrokerSettings.loopbackOnly()
            settings.persistence = PersistenceSettings(
                isEnabled: true, location: location, file: file)
            #expect(try StateFile(of: settings, environment: [:]).path == path)
        }
    }

    @Test func `without a home there is no place, and the fault says how to name one`() {
        #expect(throws: StateFileFault.noHome) {
            try StateFile(of: .loopbackOnly(), environment: ["XDG_STATE_HOME": "relative"])
        }
        #expect("\(StateFileFault.noHome)".contains("persistence_location"))
    }

    @Test func `a port that the kernel chooses names no place that is found again`() {
        #expect(throws: StateFileFault.portNotFixed) {
            try StateFile(of: .loopbackOnly(port: 0), environment: home)
        }
    }
}
