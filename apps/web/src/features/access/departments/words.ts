import type { Words } from '../../../app/words-of.ts';

export const departments = {
  departments: ['Departments', '部门'],
  departmentsHint: ['The tree people are found in', '组织架构'],
  departmentsLead: [
    'Drag a department to another place, or use its menu. Whoever leads a department is shown in the directory.',
    '拖动部门可以调整位置，也可以使用菜单。部门负责人会显示在通讯录里。',
  ],
  departmentsLeadIn: [
    'Your departments, with those below: rename them, say who leads them, make new ones below and move them within.',
    '你管理的部门及其下级：可以改名、指定负责人、新建下级部门，并在范围内移动。',
  ],
  newDepartment: ['New department', '新建部门'],
  newBelow: ['New department below', '新建下级部门'],
  departmentName: ['Name', '名称'],
  departmentParent: ['Lies in', '上级部门'],
  topLevel: ['The top', '最上层'],
  departmentManagers: ['Led by, the head first', '负责人（第一位为主管）'],
  editDepartment: ['Edit', '编辑'],
  editDepartmentOf: ['Edit {{name}}', '编辑“{{name}}”'],
  departmentActions: ['What can be done with {{name}}', '对“{{name}}”的操作'],
  moveUp: ['Move up', '上移'],
  moveDown: ['Move down', '下移'],
  moveIn: ['Move into the one above', '移到上一个部门里'],
  moveOut: ['Move out one level', '移出一层'],
  moveTo: ['Move to…', '移动到…'],
  moveHere: ['Move', '移动'],
  removeDepartment: ['Remove', '删除'],
  whyNotEmpty: [
    'Only an empty department can be removed: move its people and departments first.',
    '只能删除空部门，请先移走成员和下级部门。',
  ],
  moved: ['{{name}} has been moved.', '已移动“{{name}}”。'],
  removedDepartment: ['{{name}} has been removed.', '已删除“{{name}}”。'],
  drag: ['Drag {{name}}', '拖动“{{name}}”'],
  departmentPeople_one: ['{{count}} person', '{{count}}人'],
  departmentPeople_other: ['{{count}} people', '{{count}}人'],
  noDepartments: ['No departments yet', '还没有部门'],
  noDepartmentsText: [
    'Departments order the directory, and @ in a message calls all their people.',
    '部门让通讯录一目了然，在消息里@部门可以通知全部成员。',
  ],
} as const satisfies Words;
