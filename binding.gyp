{
  "targets": [
    {
      "target_name": "ntop",
      "sources": [
        "native/actions.cc",
        "native/addon.cc",
        "native/addon_actions.cc",
        "native/addon_detail.cc",
        "native/addon_net.cc",
        "native/addon_sample.cc",
        "native/addon_values.cc",
        "native/detail.cc",
        "native/errno_name.cc",
        "native/executable.cc",
        "native/file.cc",
        "native/open_files.cc",
        "native/pidfd.cc",
        "native/engine/engine.cc",
        "native/engine/process_reader.cc",
        "native/engine/process_table.cc",
        "native/engine/system.cc",
        "native/engine/user_names.cc",
        "native/net/address_text.cc",
        "native/net/net_namespaces.cc",
        "native/net/netlink.cc",
        "native/net/process_sockets.cc",
        "native/net/socket_diag.cc",
        "native/net/socket_engine.cc",
        "native/net/socket_files.cc",
        "native/net/socket_owners.cc",
        "native/net/socket_reader.cc",
        "native/net/socket_table.cc",
        "native/proc/fields.cc",
        "native/proc/memory.cc",
        "native/proc/net_sockets.cc",
        "native/proc/process_files.cc",
        "native/proc/process_stat.cc",
        "native/proc/system_files.cc",
        "native/proc/system_stat.cc",
        "native/proc/utf16.cc"
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NAPI_DISABLE_CPP_EXCEPTIONS"],
      "cflags_cc": ["-std=c++17", "-fno-exceptions", "-O2", "-Wall", "-Wextra", "-Wconversion", "-Wno-sign-conversion"]
    }
  ]
}
