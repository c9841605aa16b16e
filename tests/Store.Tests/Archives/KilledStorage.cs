using StreamW2V.Store.Files;

namespace StreamW2V.Store.Tests.Archives;

/// <summary>Repeats a piece of work on copies of a store, dying before each of its changes to the file system in turn.</summary>
internal static class KilledStorage
{
    /// <summary>What a dead process throws for everything it tries.</summary>
    public sealed class KilledException : Exception;

    /// <summary>
    /// Runs <paramref name="work"/> on a copy of <paramref name="template"/> for each change that it makes; from that change on nothing reaches the disk. Then
    /// <paramref name="check"/> looks at what is left.
    /// </summary>
    /// <returns>How many changes the work makes.</returns>
    public static int AtEachChange(string template, string folder, Action<string, IStorage> work, Action<string, int> check) =>
        AtEachChange(template, folder, _ => new KilledException(), isDead: true, work, check);

    /// <summary>The same with a call that fails once, with <paramref name="fault"/>, after which the program lives on.</summary>
    public static int AtEachChange(
        string template, string folder, Func<string, Exception> fault, bool isDead, Action<string, IStorage> work, Action<string, int> check)
    {
        for (int at = 0; ; at++)
        {
            string path = Path.Combine(folder, $"at{at}");
            ArchiveTests.Copy(template, path);
            int changes = 0;
            bool hit = false;
            var storage = new RecordingStorage
            {
                BeforeChange = change =>
                {
                    if (changes++ == at || (hit && isDead))
                    {
                        hit = true;
                        throw fault(change);
                    }
                },
            };
            try
            {
                work(path, storage);
            }
            catch (Exception error) when (error is KilledException or StorageException)
            {
            }

            check(path, at);
            Directory.Delete(path, recursive: true);
            if (!hit)
            {
                return at;
            }
        }
    }
}
