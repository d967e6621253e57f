import ArgumentParser
import FaultCatalogue
import Identity
import TokenKeys

/// The folder, and whose key signs: the same for all commands that sign.
struct AuthorityOptions: ParsableArguments {
    @OptionGroup var folder: IdentityFolderOptions

    @Option(help: "The authority's key (a file or pkcs11:…), when it is not ca.key in the folder.")
    var caKey: String?

    var store: IdentityStore { folder.store(authorityKey: caKey) }

    /// What to add to another command so that it uses the same authority.
    var argument: String {
        folder.argument
            + (caKey.map { " --ca-key \(ShellWord(TokenURI.redacted($0)))" } ?? "")
    }
}
