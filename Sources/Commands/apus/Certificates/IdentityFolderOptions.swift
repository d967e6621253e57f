import ArgumentParser
import FaultCatalogue
import Foundation
import Identity

/// Where identities lie: the same for all commands about them.
struct IdentityFolderOptions: ParsableArguments {
    static let defaultFolder = "./apus-data/pki"

    @Option(help: "The folder of the authority and its identities.")
    var dir = defaultFolder

    /// The folder by its absolute path, so that what is printed works from anywhere.
    var store: IdentityStore { store(authorityKey: nil) }

    /// The folder with an authority whose key lies elsewhere.
    func store(authorityKey: String?) -> IdentityStore {
        IdentityStore(
            folder: URL(filePath: dir).standardizedFileURL.path(percentEncoded: false),
            authorityKey: authorityKey)
    }

    /// What to add to another command so that it uses the same folder.
    var argument: String {
        dir == Self.defaultFolder ? "" : " --dir \(ShellWord(dir))"
    }

    func validate() throws {
        if dir.isEmpty {
            throw ValidationError("--dir needs a folder, such as \(Self.defaultFolder)")
        }
    }
}
