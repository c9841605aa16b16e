using System.Runtime.InteropServices;

namespace StreamW2V.Store.Compression;

/// <summary>The provider <c>liblz4</c>: the system's liblz4.so.1, part of every Debian and Ubuntu base system.</summary>
internal static unsafe partial class LibLz4
{
    /// <summary>Name shown by <see cref="Lz4.Provider"/>.</summary>
    public const string Name = "liblz4";

    private const string Library = "liblz4.so.1";

    private static bool s_loaded;

    /// <summary>LZ4_compressBound.</summary>
    public static int MaxCompressedLength(int length)
    {
        Load();
        return CompressBound(length);
    }

    /// <summary>LZ4_compress_default: bytes written, 0 if they do not fit.</summary>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Load();
        byte nothing = 0;
        fixed (byte* from = source, to = destination)
        {
            return CompressDefault(from is null ? &nothing : from, to, source.Length, destination.Length);
        }
    }

    /// <summary>LZ4_decompress_safe: bytes written, negative if the block is damaged or does not fit.</summary>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Load();
        fixed (byte* from = source, to = destination)
        {
            return DecompressSafe(from, to, source.Length, destination.Length);
        }
    }

    /// <summary>Loads a library, or says which package brings it.</summary>
    /// <exception cref="DllNotFoundException">It is not installed.</exception>
    internal static void Require(string library)
    {
        if (!NativeLibrary.TryLoad(library, typeof(LibLz4).Assembly, DllImportSearchPath.SafeDirectories, out _))
        {
            throw new DllNotFoundException(
                $"{library} was not found. Install the Debian or Ubuntu package liblz4-1 (apt-get install liblz4-1), " +
                "or build with -p:Lz4Provider=K4os.");
        }
    }

    private static void Load()
    {
        if (!s_loaded)
        {
            Require(Library);
            s_loaded = true;
        }
    }

    [LibraryImport(Library, EntryPoint = "LZ4_compressBound")]
    private static partial int CompressBound(int inputSize);

    [LibraryImport(Library, EntryPoint = "LZ4_compress_default")]
    private static partial int CompressDefault(byte* source, byte* destination, int sourceSize, int destinationCapacity);

    [LibraryImport(Library, EntryPoint = "LZ4_decompress_safe")]
    private static partial int DecompressSafe(byte* source, byte* destination, int compressedSize, int destinationCapacity);
}
