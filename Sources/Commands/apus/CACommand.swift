import ArgumentParser
import Identity

/// `apus ca`: the authority that all identities come from.
struct CACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca",
        abstract: "Make the authority that signs servers and devices.",
        discussion: "Example: apus ca init",
        subcommands: [Initialize.self]
    )
}

extension CACommand {
    /// `apus ca init`: a new authority in a folder.
    struct Initialize: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Make a new authority: its key and its certificate, good for ten years.",
            discussion: """
                Examples:
                  apus ca init
                  apus ca init --name "Greenhouse CA" --dir /etc/apus/pki
                """
        )

        @OptionGroup var folder: IdentityFolderOptions

        @Option(help: "The authority's name; a random part is added that keeps it distinct.")
        var name: String?

        func run() throws {
            let made = try folder.store.makeAuthority(name: name, replacing: folder.force)
            print(IdentityReport.authority(made, folder: folder))
        }
    }
}
