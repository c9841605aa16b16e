namespace StreamW2V.Store.Files;

/// <summary>Reading more than one call may return.</summary>
public static class StorageFileReading
{
    /// <summary>
    /// Fills <paramref name="destination"/> from <paramref name="offset"/> on, or as much of it as the file has; returns the number of
    /// bytes read.
    /// </summary>
    public static int ReadFully(this IStorageFile file, Span<byte> destination, long offset)
    {
        ArgumentNullException.ThrowIfNull(file);
        int total = 0;
        while (total < destination.Length)
        {
            int read = file.Read(destination[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }
}
