using System.Reflection;

namespace StreamW2V.Architecture.Tests;

/// <summary>What other assemblies can reach of an assembly.</summary>
internal static class PublicSurface
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Every type in the signature of a public or protected member, with the member it stands in.</summary>
    public static IEnumerable<(string Member, Type Type)> SignatureTypes(Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes())
        {
            foreach (var (member, used) in OfMembers(type))
            {
                foreach (var part in Parts(used))
                {
                    yield return ($"{type.FullName}.{member}", part);
                }
            }
        }
    }

    private static IEnumerable<(string Member, Type Type)> OfMembers(Type type)
    {
        foreach (var method in type.GetMethods(Everything).Where(IsVisible))
        {
            yield return (method.Name, method.ReturnType);
            foreach (var parameter in method.GetParameters())
            {
                yield return (method.Name, parameter.ParameterType);
            }
        }

        foreach (var constructor in type.GetConstructors(Everything).Where(IsVisible))
        {
            foreach (var parameter in constructor.GetParameters())
            {
                yield return (constructor.Name, parameter.ParameterType);
            }
        }

        foreach (var field in type.GetFields(Everything).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
        {
            yield return (field.Name, field.FieldType);
        }
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static IEnumerable<Type> Parts(Type type)
    {
        yield return type;
        Type[] inner = type.HasElementType ? [type.GetElementType()!] : type.GetGenericArguments();
        foreach (var part in inner.SelectMany(Parts))
        {
            yield return part;
        }
    }
}
