using StreamW2V.Store.Compression;

namespace StreamW2V.Store.Tests.Compression;

/// <summary>Prevents a bare loader error on a system without the library.</summary>
public sealed class LibLz4Tests
{
    [Fact]
    public void A_missing_library_is_named_with_the_package_that_brings_it()
    {
        var error = Assert.Throws<DllNotFoundException>(() => LibLz4.Require("liblz4-absent.so.9"));
        Assert.Contains("liblz4-absent.so.9", error.Message, StringComparison.Ordinal);
        Assert.Contains("liblz4-1", error.Message, StringComparison.Ordinal);
    }
}
