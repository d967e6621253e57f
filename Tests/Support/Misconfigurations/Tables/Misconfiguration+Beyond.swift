import FaultCatalogue
import Foundation

extension Misconfiguration {
    /// Secrets that lie open.
    static let beyond = [
        Misconfiguration(
            "the authority's key lies in the file that everybody gets", .authorityKeyExposed,
            .authority, weight: .warning, in: [.files]
        ) { bench in
            let setup = try bench.healthy()
            try bench.write(
                try bench.kitBytes("root.crt"), try bench.kitBytes("root.key"),
                to: "client/ca.crt")
            return setup
        },
        Misconfiguration(
            "the authority's key lies with the client's files", .authorityKeyExposed, .authority,
            weight: .warning, in: [.files]
        ) { bench in
            var setup = try bench.healthy()
            try bench.take("root.key", as: "client/ca.key")
            setup.otherFiles = [bench.path("client/ca.key")]
            return setup
        },
        Misconfiguration(
            "everybody may read the broker's key", .keyReadableByOthers, .broker,
            weight: .warning, in: [.files]
        ) { bench in
            let setup = try bench.healthy()
            try bench.setMode(0o644, of: "broker/server.key")
            return setup
        },
        Misconfiguration(
            "everybody may read the client's key", .keyReadableByOthers, .client,
            weight: .warning, in: [.files]
        ) { bench in
            let setup = try bench.healthy()
            try bench.setMode(0o644, of: "client/client.key")
            return setup
        },
    ]
}
